package wireroom.app.cli;

import java.time.Clock;
import java.util.List;

/** All verbs, in the order in which a newcomer meets them. */
final class Verbs {
    private Verbs() {}

    static List<Object> all(Context context) {
        Clock clock = Clock.systemUTC();
        return List.of(
                new UpCommand(context, clock),
                new OnceCommand(context),
                new FeedCommand(context),
                new TailCommand(context),
                new SearchCommand(context),
                new ArticleCommand(context),
                new ReplayCommand(context, clock),
                new EditionsCommand(context),
                new DiffCommand(context),
                new PromoteCommand(context),
                AuthorityCommand.line(context, clock),
                new RejectsCommand(context),
                new SourcesCommand(context, clock),
                new KillsCommand(context),
                new AlarmsCommand(context),
                new TraceCommand(context),
                new DoctorCommand(context),
                EvaluateCommand.line(context, System::nanoTime),
                new ConformCommand(context),
                new SimulateCommand(context, System::nanoTime),
                TrainCommand.line(context),
                new ProcessCommands.IngestProcess(context),
                new ProcessCommands.EnrichProcess(context),
                new ProcessCommands.SinkProcess(context),
                new ProcessCommands.GatewayProcess(context),
                new ProcessCommands.BrokerProcess(context));
    }
}
