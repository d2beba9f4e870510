package wireroom.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wireroom.enrich.entity.EntityTrainer;

/** Trains the models of enrichment from labelled files; each model is a verb of its own. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "MODEL",
        description = "Trains a model of enrichment from labelled files.",
        footer = {
            "",
            "Needs no running room. The same files and settings give the same model.",
            "Example:  wireroom train entities train.tsv --out news.en.crf"
        })
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which model? MODEL is missing");
    }

    /** The command with its models. */
    static CommandLine line(Context context) {
        return new CommandLine(new TrainCommand()).addSubcommand(new Entities(context));
    }

    @Command(
            name = "entities",
            mixinStandardHelpOptions = true,
            description = "The recogniser of people, organisations and places.",
            footer = {
                "",
                "FILE has a token, a tab and its BIO label on each line, a blank line after each sentence.",
                "Judge the model afterwards with wireroom evaluate entities, on files that it was not trained on.",
                "Example:  wireroom train entities train.tsv --silver machine.tsv --out news.en.crf"
            })
    static final class Entities implements Callable<Integer> {
        private final Context context;

        @Parameters(paramLabel = "FILE", arity = "1..*", description = "tokens that people labelled")
        private List<Path> files;

        @Option(names = "--out", required = true, paramLabel = "MODEL", description = "where the model goes")
        private Path out;

        @Option(names = "--silver", split = ",", paramLabel = "FILE", description = "tokens that a machine labelled")
        private List<Path> silver = List.of();

        @Option(
                names = "--others",
                paramLabel = "MODEL",
                description =
                        "model that finds nationalities, events and works in those, where only people, organisations"
                                + " and places are labelled")
        private Path others;

        @Option(
                names = "--silver-weight",
                defaultValue = "0.4",
                description = "how much a sentence of those counts (default: ${DEFAULT-VALUE})")
        private float silverWeight;

        @Option(names = "--epochs", defaultValue = "8", description = "passes (default: ${DEFAULT-VALUE})")
        private int epochs;

        @Option(
                names = "--cutoff",
                defaultValue = "2",
                description = "features seen less often are left out (default: ${DEFAULT-VALUE})")
        private int cutoff;

        @Option(
                names = "--most",
                defaultValue = "400000",
                description = "most features kept (default: ${DEFAULT-VALUE})")
        private int most;

        @Option(names = "--rate", defaultValue = "0.1", description = "of learning (default: ${DEFAULT-VALUE})")
        private float rate;

        @Option(names = "--decay", defaultValue = "0.001", description = "of weights (default: ${DEFAULT-VALUE})")
        private float decay;

        Entities(Context context) {
            this.context = context;
        }

        @Override
        public Integer call() throws IOException {
            for (Path file : java.util.stream.Stream.concat(files.stream(), silver.stream())
                    .toList()) {
                if (!Files.isReadable(file)) {
                    throw new CommandFailure(Exit.USAGE, "cannot read " + file, "name a file that is there");
                }
            }
            EntityTrainer.Settings settings =
                    new EntityTrainer.Settings(epochs, cutoff, most, silverWeight, rate, decay);
            EntityTrainer.train(
                    files, silver, others, out, settings, context.console().err());
            context.console().out().println(out + "  " + Files.size(out) + " bytes");
            return Exit.OK;
        }
    }
}
