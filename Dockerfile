FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source

# The packages first: they change seldom, so their layer is kept.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/Exchange.Engine/*.csproj src/Exchange.Engine/packages.lock.json src/Exchange.Engine/
COPY src/Exchange.Runtime/*.csproj src/Exchange.Runtime/packages.lock.json src/Exchange.Runtime/
COPY src/Exchange.Persistence/*.csproj src/Exchange.Persistence/packages.lock.json src/Exchange.Persistence/
COPY src/Exchange.Api/*.csproj src/Exchange.Api/packages.lock.json src/Exchange.Api/
RUN dotnet restore src/Exchange.Api --locked-mode

COPY src src
RUN dotnet publish src/Exchange.Api -c Release --no-restore -o /app && mkdir /data

# No shell, no package manager, no root.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
USER $APP_UID
ENV ASPNETCORE_URLS=http://0.0.0.0:8080 \
    DATA_DIR=/data
EXPOSE 8080
VOLUME /data
ENTRYPOINT ["dotnet", "Exchange.Api.dll"]
