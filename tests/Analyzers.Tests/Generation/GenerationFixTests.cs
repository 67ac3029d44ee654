using Mapwright.Analyzers.CodeFixes.Generation;
using Mapwright.Analyzers.Generation;

namespace Mapwright.Analyzers.Tests.Generation;

public sealed class GenerationFixTests
{
    private const string Usings = "using Mapwright;\n\n";

    [Fact]
    public async Task The_adapter_and_the_types_around_it_become_partial() => (await CodeFix.ApplyAll<GenerationAnalyzer, MakePartialFix>(
        MakePartialFix.Key,
        Usings + """
        // Ours.
        static class Outer
        {
            /// <summary>Runs items at once.</summary>
            [SchedulerAdapter]
            public sealed class ActorScheduler : IScheduler
            {
                public static ActorScheduler Shared { get; } = new();

                public void Schedule(IWorkItem item) => item.Execute();
            }
        }
        """)).ShouldBe(Usings + """
        // Ours.
        static partial class Outer
        {
            /// <summary>Runs items at once.</summary>
            [SchedulerAdapter]
            public sealed partial class ActorScheduler : IScheduler
            {
                public static ActorScheduler Shared { get; } = new();

                public void Schedule(IWorkItem item) => item.Execute();
            }
        }
        """);

    [Fact]
    public async Task A_class_without_modifiers_keeps_its_comment() => (await CodeFix.ApplyFirst<GenerationAnalyzer, MakePartialFix>(
        MakePartialFix.Key,
        Usings + """
        // Ours.
        class Outer
        {
            [SchedulerAdapter]
            internal sealed partial class ActorScheduler : IScheduler
            {
                public static ActorScheduler Shared { get; } = new();

                public void Schedule(IWorkItem item) => item.Execute();
            }
        }
        """)).ShouldStartWith(Usings + "// Ours.\npartial class Outer\n");

    [Fact]
    public async Task Every_scheduler_is_implemented() => (await CodeFix.ApplyAll<GenerationAnalyzer, ImplementSchedulerFix>(
        ImplementSchedulerFix.Key,
        Usings + """
        [SchedulerAdapter]
        public sealed partial class ActorScheduler
        {
            public static ActorScheduler Shared { get; } = new();
        }

        [SchedulerAdapter(Namespace = "Other")]
        public sealed partial class OtherScheduler : System.IDisposable
        {
            public void Dispose()
            {
            }
        }
        """)).ShouldBe(Usings + """
        [SchedulerAdapter]
        public sealed partial class ActorScheduler : IScheduler
        {
            public static ActorScheduler Shared { get; } = new();

            public void Schedule(IWorkItem item) => item.Execute();
        }

        [SchedulerAdapter(Namespace = "Other")]
        public sealed partial class OtherScheduler : System.IDisposable, IScheduler
        {
            public void Dispose()
            {
            }

            public void Schedule(IWorkItem item) => item.Execute();
        }
        """);

    [Fact]
    public async Task A_class_without_a_body_gets_one() => (await CodeFix.ApplyFirst<GenerationAnalyzer, ImplementSchedulerFix>(
        ImplementSchedulerFix.Key,
        Usings + """
        [SchedulerAdapter]
        public sealed partial class ActorScheduler; // ours
        """)).ShouldBe(Usings + """
        [SchedulerAdapter]
        public sealed partial class ActorScheduler : IScheduler
        {
            public void Schedule(IWorkItem item) => item.Execute();
        } // ours
        """);

    [Fact]
    public async Task A_method_that_is_there_already_is_kept() => (await CodeFix.ApplyFirst<GenerationAnalyzer, ImplementSchedulerFix>(
        ImplementSchedulerFix.Key,
        Usings + """
        [SchedulerAdapter]
        public sealed partial class ActorScheduler
        {
            public static ActorScheduler Shared { get; } = new();

            public void Schedule(IWorkItem item) => System.Threading.ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
        """)).ShouldBe(Usings + """
        [SchedulerAdapter]
        public sealed partial class ActorScheduler : IScheduler
        {
            public static ActorScheduler Shared { get; } = new();

            public void Schedule(IWorkItem item) => System.Threading.ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
        }
        """);

    [Fact]
    public async Task Every_adapter_gets_its_shared_instance() => (await CodeFix.ApplyAll<GenerationAnalyzer, AddSharedFix>(
        AddSharedFix.Key,
        Usings + """
        namespace First
        {
            [SchedulerAdapter]
            public sealed partial class ActorScheduler : IScheduler
            {
                public void Schedule(IWorkItem item) => item.Execute();
            }
        }

        namespace Second
        {
            [SchedulerAdapter]
            public sealed partial class ActorScheduler : IScheduler
            {
                public void Schedule(IWorkItem item) => item.Execute();
            }
        }
        """)).ShouldBe(Usings + """
        namespace First
        {
            [SchedulerAdapter]
            public sealed partial class ActorScheduler : IScheduler
            {
                public static ActorScheduler Shared { get; } = new();

                public void Schedule(IWorkItem item) => item.Execute();
            }
        }

        namespace Second
        {
            [SchedulerAdapter]
            public sealed partial class ActorScheduler : IScheduler
            {
                public static ActorScheduler Shared { get; } = new();

                public void Schedule(IWorkItem item) => item.Execute();
            }
        }
        """);

    [Fact]
    public async Task An_adapter_that_nobody_can_make_gets_a_shared_instance() => (await CodeFix.ApplyFirst<GenerationAnalyzer, AddSharedFix>(
        AddSharedFix.Key,
        Usings + """
        [SchedulerAdapter]
        public sealed partial class ActorScheduler : IScheduler
        {
            private ActorScheduler()
            {
            }

            public void Schedule(IWorkItem item) => item.Execute();
        }
        """)).ShouldContain("    public static ActorScheduler Shared { get; } = new();\n\n    private ActorScheduler()");

    [Theory]
    [InlineData("public ActorScheduler(int threads) { _ = threads; }")]
    [InlineData("public static int Shared => 1;")]
    public async Task No_shared_instance_is_offered_where_it_would_not_compile(string member) => (await CodeFix.Offered<GenerationAnalyzer, AddSharedFix>(
        Usings + $"[SchedulerAdapter] public sealed partial class ActorScheduler : IScheduler {{ {member} public void Schedule(IWorkItem item) => item.Execute(); }}"))
        .ShouldBeEmpty();
}
