package wireroom.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wireroom.app.evaluate.DuplicateEvaluation;
import wireroom.app.evaluate.EntityEvaluation;
import wireroom.app.evaluate.ExtractionEvaluation;
import wireroom.app.evaluate.Judgement;
import wireroom.app.evaluate.LanguageEvaluation;
import wireroom.app.evaluate.LinkEvaluation;
import wireroom.app.evaluate.MalformedFile;
import wireroom.app.evaluate.MediaTopicEvaluation;
import wireroom.app.evaluate.StoryEvaluation;

/** Judges the steps of enrichment on labelled files; each kind of file is a verb of its own. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "KIND",
        description = "Judges a step of enrichment on labelled files, through the code that the pipeline runs.",
        footer = {
            "",
            "Needs no running room. Files must be UTF-8; a malformed one is refused with its line.",
            "Example:  wireroom evaluate entities test.tsv --json"
        })
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which step? KIND is missing");
    }

    /** The command with its kinds. */
    static CommandLine line(Context context, LongSupplier nanoTime) {
        return new CommandLine(new EvaluateCommand())
                .addSubcommand(new Entities(context, nanoTime))
                .addSubcommand(new Linking(context, nanoTime))
                .addSubcommand(new Extraction(context, nanoTime))
                .addSubcommand(new MediaTopics(context, nanoTime))
                .addSubcommand(new Language(context, nanoTime))
                .addSubcommand(new Duplicates(context, nanoTime))
                .addSubcommand(new Stories(context, nanoTime));
    }

    /** What all kinds have: they judge, and the judgement is printed as a table or as JSON. */
    abstract static class Kind implements Callable<Integer> {
        private final Context context;
        final LongSupplier nanoTime;

        @Option(
                names = "--json",
                description = "one JSON object instead of a table; fractions, null for what does not apply")
        private boolean json;

        Kind(Context context, LongSupplier nanoTime) {
            this.context = context;
            this.nanoTime = nanoTime;
        }

        /** Judges what the command line names. */
        abstract Judgement judge() throws IOException;

        @Override
        public final Integer call() throws IOException {
            Judgement judgement;
            try {
                judgement = judge();
            } catch (MalformedFile e) {
                throw new CommandFailure(Exit.FAILURE, e.getMessage(), "mend that line, or name another file", e);
            }
            if (json) {
                context.console().out().println(judgement.json());
            } else {
                judgement.print(context.console().out());
            }
            return Exit.OK;
        }

        /** The files, when all of them can be read. */
        static List<Path> readable(List<Path> files) {
            for (Path file : files) {
                if (!Files.isReadable(file)) {
                    throw new CommandFailure(Exit.USAGE, "cannot read " + file, "name a file that is there");
                }
            }
            return files;
        }
    }

    /** Those that judge labelled files. */
    abstract static class OfFiles extends Kind {
        @Parameters(paramLabel = "FILE", arity = "1..*", description = "labelled file, as described below")
        private List<Path> files;

        OfFiles(Context context, LongSupplier nanoTime) {
            super(context, nanoTime);
        }

        /** All of them can be read. */
        final List<Path> files() {
            return readable(files);
        }
    }

    /** Those whose texts may be said to be in one language. */
    abstract static class OfTexts extends OfFiles {
        @Option(names = "--language", description = "language of the texts, BCP 47 (default: as the pipeline tells it)")
        String language;

        OfTexts(Context context, LongSupplier nanoTime) {
            super(context, nanoTime);
        }
    }

    @Command(
            name = "entities",
            mixinStandardHelpOptions = true,
            description = "People, organisations and places: exact characters and type.",
            footer = {
                "",
                "FILE has a token, a tab and its BIO label on each line, a blank line after each sentence, and",
                "-DOCSTART- before each document where documents are marked.",
                "Example:  wireroom evaluate entities test.tsv"
            })
    static final class Entities extends OfTexts {
        @Option(
                names = "--types",
                split = ",",
                defaultValue = "PER,ORG,LOC",
                description = "types that count (default: ${DEFAULT-VALUE})")
        private List<String> types;

        Entities(Context context, LongSupplier nanoTime) {
            super(context, nanoTime);
        }

        @Override
        Judgement judge() throws IOException {
            Set<String> counted = new LinkedHashSet<>(types);
            return EntityEvaluation.judge(files(), counted, language, nanoTime);
        }
    }

    @Command(
            name = "linking",
            mixinStandardHelpOptions = true,
            description = "Which thing each name stands for, end to end, by Wikidata id.",
            footer = {
                "",
                "FILE has a JSON object on each line: id, title, text, labels[{span:[start,end), entity_id, name,"
                        + " type}].",
                "Labels whose entity_id is no Wikidata id count neither way.",
                "Example:  wireroom evaluate linking test.jsonl"
            })
    static final class Linking extends OfTexts {
        Linking(Context context, LongSupplier nanoTime) {
            super(context, nanoTime);
        }

        @Override
        Judgement judge() throws IOException {
            return LinkEvaluation.judge(files(), language, nanoTime);
        }
    }

    @Command(
            name = "extraction",
            mixinStandardHelpOptions = true,
            description = "The main text of web pages, by shingles of four words or by passages.",
            footer = {
                "",
                "DIR has ground-truth.json, an object of pages by key: {articleBody} or {with[], without[]}, and the",
                "pages as KEY.html or KEY.html.gz beside it or in html/ ('file' names another one).",
                "Example:  wireroom evaluate extraction pages"
            })
    static final class Extraction extends Kind {
        @Parameters(paramLabel = "DIR", description = "pages with their ground truth")
        private Path directory;

        Extraction(Context context, LongSupplier nanoTime) {
            super(context, nanoTime);
        }

        @Override
        Judgement judge() throws IOException {
            readable(List.of(directory.resolve("ground-truth.json")));
            return ExtractionEvaluation.judge(directory, nanoTime);
        }
    }

    @Command(
            name = "mediatopics",
            mixinStandardHelpOptions = true,
            description = "What each article is about, in IPTC Media Topics.",
            footer = {
                "",
                "FILE has a label, a title and a text on each line, parted by tabs; several labels are parted by"
                        + " spaces.",
                "MAP has a label, a tab and its media topics, e.g. medtop:11000000; only topics of the map are judged.",
                "A topic stands for those above it too. Texts without a label of the map are not judged.",
                "Accuracy: is the likeliest topic of the map the label's? The other figures: of the topics given.",
                "Example:  wireroom evaluate mediatopics test.tsv --map labels.tsv"
            })
    static final class MediaTopics extends OfTexts {
        @Option(
                names = "--map",
                paramLabel = "MAP",
                description = "what the labels mean (default: the reviewed table that the classifier was trained with)")
        private Path map;

        @Option(
                names = "--threshold",
                defaultValue = "0.5",
                description = "least confidence of a topic, 0..1 (default: ${DEFAULT-VALUE}, as in the pipeline)")
        private double threshold;

        MediaTopics(Context context, LongSupplier nanoTime) {
            super(context, nanoTime);
        }

        @Override
        Judgement judge() throws IOException {
            if (!(threshold >= 0 && threshold <= 1)) {
                throw new CommandFailure(Exit.USAGE, "the threshold is " + threshold, "set it to 0..1");
            }
            if (map != null) {
                readable(List.of(map));
            }
            return MediaTopicEvaluation.judge(files(), map, language, threshold, nanoTime);
        }
    }

    @Command(
            name = "language",
            mixinStandardHelpOptions = true,
            description = "Which language each text is in.",
            footer = {
                "",
                "FILE has a language (BCP 47; regions are not judged), a tab and a text on each line.",
                "Example:  wireroom evaluate language test.tsv --words 8"
            })
    static final class Language extends OfFiles {
        @Option(
                names = "--words",
                defaultValue = "0",
                description = "read only so many words of each text (default: all)")
        private int words;

        Language(Context context, LongSupplier nanoTime) {
            super(context, nanoTime);
        }

        @Override
        Judgement judge() throws IOException {
            if (words < 0) {
                throw new CommandFailure(Exit.USAGE, "--words is " + words, "set it to 1 or more");
            }
            return LanguageEvaluation.judge(files(), words, nanoTime);
        }
    }

    @Command(
            name = "duplicates",
            mixinStandardHelpOptions = true,
            description = "Which articles are copies, updates or excerpts of earlier ones.",
            footer = {
                "",
                "FILE has a JSON object on each line, in the order of arrival: id, text (or body), and where there are",
                "any title and date (ISO 8601, or as in 26-FEB-1987 15:01:01). Without dates a second lies between"
                        + " two.",
                "PAIRS has an id, an id and a relation on each line, parted by tabs. The relation is that of the later",
                "article to the earlier one: copy, update, excerpt, template (the same form, other facts) or none.",
                "Precision, recall and F1 count copies, updates and excerpts, each only as what it is.",
                "Example:  wireroom evaluate duplicates wire.jsonl --pairs pairs.tsv"
            })
    static final class Duplicates extends OfTexts {
        @Option(names = "--pairs", paramLabel = "PAIRS", required = true, description = "labelled pairs of them")
        private Path pairs;

        Duplicates(Context context, LongSupplier nanoTime) {
            super(context, nanoTime);
        }

        @Override
        Judgement judge() throws IOException {
            readable(List.of(pairs));
            return DuplicateEvaluation.judge(files(), pairs, language, nanoTime);
        }
    }

    @Command(
            name = "stories",
            mixinStandardHelpOptions = true,
            description = "Which articles tell one event, as they come in: B-cubed precision, recall and F1.",
            footer = {
                "",
                "FILE has a JSON object on each line, in the order of arrival: id, story, text, and where there are"
                        + " any",
                "title and date (ISO 8601, or as in 26-FEB-1987 15:01:01). Without dates each was made a second after",
                "the one before it; --shuffle lets them arrive late and early, and does not change when they were"
                        + " made.",
                "Example:  wireroom evaluate stories wire.jsonl --shuffle 7"
            })
    static final class Stories extends OfTexts {
        @Option(
                names = "--shuffle",
                paramLabel = "SEED",
                description = "let them come in another order, the same for the same seed (default: as given)")
        private Long shuffle;

        Stories(Context context, LongSupplier nanoTime) {
            super(context, nanoTime);
        }

        @Override
        Judgement judge() throws IOException {
            return StoryEvaluation.judge(files(), shuffle, language, nanoTime);
        }
    }
}
