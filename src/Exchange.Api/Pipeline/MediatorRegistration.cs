using FluentValidation;
using MediatR;

namespace Exchange.Api;

/// <summary>MediatR, registered by hand: every handler and validator of this program, and the behaviours around them in order.</summary>
internal static class MediatorRegistration
{
    public static IServiceCollection AddPipeline(this IServiceCollection services)
    {
        foreach (var type in typeof(MediatorRegistration).Assembly.GetTypes().Where(type => type is { IsAbstract: false, IsGenericTypeDefinition: false }))
        {
            foreach (var contract in type.GetInterfaces().Where(IsPart))
            {
                services.AddSingleton(contract, type);
            }
        }

        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(MeasuringBehaviour<,>));
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(ServingBehaviour<,>));
        services.AddSingleton(typeof(IPipelineBehavior<,>), typeof(ValidationBehaviour<,>));
        services.AddSingleton<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddSingleton<IMediator, Mediator>();
        return services;
    }

    private static bool IsPart(Type contract) =>
        contract.IsGenericType
        && (contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>) || contract.GetGenericTypeDefinition() == typeof(IValidator<>));
}
