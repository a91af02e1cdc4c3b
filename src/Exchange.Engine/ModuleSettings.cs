using System.Runtime.CompilerServices;

// Locals are assigned before they are read (the compiler sees to it), so clearing the stack at every entry would be work for nothing.
[module: SkipLocalsInit]
