package wireroom.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import wireroom.app.authority.AuthorityFile;
import wireroom.app.authority.AuthorityTable;
import wireroom.app.authority.Said;
import wireroom.app.log.AuthorityLog;
import wireroom.enrich.entity.EntityStep;
import wireroom.model.AuthorityAlias;
import wireroom.model.AuthorityEntry;
import wireroom.topics.Cluster;

/** Looks into the authority and changes it while the room runs; each act is a verb of its own. */
@Command(
        name = "authority",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "ACT",
        description = "Shows and changes the people, organisations and places that articles are linked to.",
        footer = {
            "",
            "A change holds for every article that is fed after the command has ended; articles before keep their",
            "links, also in every replay. 'wireroom replay NAME --authority latest' links history by it, too.",
            "Example:  wireroom authority load desk.tsv"
        })
final class AuthorityCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Records below this are written before anybody wonders. */
    private static final int WORTH_A_LINE = 20_000;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "do what? ACT is missing");
    }

    /** The command with its acts. */
    static CommandLine line(Context context, Clock clock) {
        return new CommandLine(new AuthorityCommand())
                .addSubcommand(new Load(context, clock))
                .addSubcommand(new Show(context))
                .addSubcommand(new Search(context))
                .addSubcommand(new Merge(context, clock))
                .addSubcommand(new Alias(context, clock))
                .addSubcommand(new Remove(context, clock));
    }

    /** What all acts have. */
    abstract static class Act implements Callable<Integer> {
        final Context context;

        @Option(names = "--json", description = "result as JSON")
        boolean json;

        @Mixin
        private RoomOption room = new RoomOption();

        Act(Context context) {
            this.context = context;
        }

        Cluster cluster() {
            return context.room(room.home()).cluster();
        }

        static AuthorityTable table(AuthorityLog.Standing standing) {
            return new AuthorityTable(EntityStep.shipped(), standing.entries());
        }

        AuthorityTable table() {
            AuthorityLog.Standing standing = new AuthorityLog(cluster()).read();
            warn(standing.unreadable());
            return table(standing);
        }

        void warn(List<Long> unreadable) {
            if (!unreadable.isEmpty()) {
                context.console()
                        .err()
                        .println("wireroom: " + unreadable.size() + " records of the authority cannot be read and say"
                                + " nothing, the first at offset " + unreadable.getFirst()
                                + "; find who wrote them, and load those entries again");
            }
        }

        /** Makes a change, and says what it came to. */
        int change(Clock clock, BiFunction<AuthorityTable, Instant, Collection<AuthorityEntry>> how) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            Console console = context.console();
            ProgressLine[] progress = new ProgressLine[1];
            AuthorityLog.Changed changed;
            try {
                changed = new AuthorityLog(cluster()).change(standing -> how.apply(table(standing), now), now, left -> {
                    if (progress[0] == null && left >= WORTH_A_LINE) {
                        progress[0] = new ProgressLine(console, "writing", left, "entries");
                    }
                    if (progress[0] != null && left % 1_000 == 0) {
                        progress[0].left(left);
                    }
                });
            } catch (AuthorityTable.Refusal e) {
                throw new CommandFailure(Exit.FAILURE, e.getMessage(), e.mend(), e);
            } catch (AuthorityLog.Overtaken e) {
                throw new CommandFailure(Exit.FAILURE, e.getMessage(), "run it again", e);
            }
            if (progress[0] != null) {
                progress[0].done();
            }
            warn(changed.unreadable());
            if (json) {
                console.out()
                        .println(JSON.createObjectNode()
                                .put("changed", changed.records())
                                .put("state", changed.state()));
            } else if (changed.records() == 0) {
                console.out().println("nothing to change; the authority stands at " + changed.state());
            } else {
                console.out()
                        .println(changed.records() + (changed.records() == 1 ? " entry" : " entries")
                                + " changed; the authority stands at " + changed.state()
                                + " for everything that is fed from now on");
            }
            return Exit.OK;
        }
    }

    @Command(
            name = "load",
            mixinStandardHelpOptions = true,
            description = "Loads entries and names from a file: all of it at once, or nothing.",
            footer = {
                "",
                "Each line is 'alias TAB id TAB type [TAB prior]', or JSON: {\"alias\":…,\"id\":…,\"type\":…,\"prior\":…}",
                "to add a name, {\"id\":…,\"name\":…,\"type\":…,\"prior\":…,\"aliases\":[…],\"identifiers\":[…]} to say all",
                "of an entry. Types are PER, ORG and LOC; a prior is above 0, to 1 at most, and 1 when it is left out.",
                "The first name of a new id is its usual one. Loading a file twice changes nothing.",
                "Example:  wireroom authority load desk.tsv"
            })
    static final class Load extends Act {
        private final Clock clock;

        @Parameters(paramLabel = "FILE", description = "tab-separated or JSON lines, UTF-8")
        private Path file;

        Load(Context context, Clock clock) {
            super(context);
            this.clock = clock;
        }

        @Override
        public Integer call() throws IOException {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new CommandFailure(Exit.USAGE, "cannot read " + file, "name a file that is there");
            }
            List<Said> said;
            try {
                said = AuthorityFile.read(file);
            } catch (AuthorityFile.UnreadableFile e) {
                throw new CommandFailure(Exit.FAILURE, e.getMessage(), "nothing was loaded", e);
            }
            return change(clock, (table, now) -> table.load(file.toString(), said, now));
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows an entry: its names, its ids, and what it was merged into.",
            footer = {"", "Example:  wireroom authority show iso3166:GE --json"})
    static final class Show extends Act {
        @Parameters(paramLabel = "ID", description = "id as articles carry it")
        private String id;

        Show(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            AuthorityTable table = table();
            AuthorityEntry own = table.own(id);
            AuthorityEntry entry = table.find(id);
            if (entry == null && own == null) {
                throw new CommandFailure(
                        Exit.FAILURE, "there is no entry " + id, "find it: wireroom authority search TEXT");
            }
            AuthorityEntry shown = entry == null ? own : entry;
            boolean removed = entry == null;
            if (json) {
                context.console().out().println(json(table, shown, id, removed));
                return Exit.OK;
            }
            var out = context.console().out();
            out.println(context.console().bold(shown.getName()));
            line("id", shown.getId());
            if (!shown.getId().equals(id)) {
                line("merged", id + " means this one");
            }
            line("type", String.valueOf(shown.getType()));
            line("prior", prior(shown.getPrior()));
            shown.getAliases().forEach(alias -> line("alias", alias.getName() + ", prior " + prior(alias.getPrior())));
            line("other ids", String.join(", ", shown.getIdentifiers()));
            line("from", origin(table, shown.getId()));
            if (removed) {
                line("removed", "nothing is linked to it");
            }
            return Exit.OK;
        }

        private void line(String name, String value) {
            if (!value.isEmpty()) {
                context.console().out().printf(Locale.ROOT, "  %-9s %s%n", name, value);
            }
        }
    }

    @Command(
            name = "search",
            mixinStandardHelpOptions = true,
            description = "Lists entries that have the text in their id or in a name, whatever its case and accents.",
            footer = {"", "Example:  wireroom authority search georgia"})
    static final class Search extends Act {
        @Parameters(paramLabel = "TEXT", description = "part of a name or of an id")
        private String text;

        @Option(names = "--limit", paramLabel = "N", description = "most entries; ${DEFAULT-VALUE} when not given")
        private int limit = 50;

        Search(Context context) {
            super(context);
        }

        @Override
        public Integer call() {
            if (limit < 1) {
                throw new CommandFailure(Exit.USAGE, "--limit is " + limit, "set it to 1 or more");
            }
            AuthorityTable table = table();
            List<AuthorityEntry> found = table.search(text, limit);
            for (AuthorityEntry entry : found) {
                context.console()
                        .out()
                        .println(
                                json
                                        ? json(table, entry, entry.getId(), false)
                                                .toString()
                                        : entry.getId() + "  " + entry.getType() + "  "
                                                + context.console().bold(entry.getName()) + others(entry));
            }
            if (found.isEmpty() && !json) {
                context.console().err().println("no entry has '" + text + "' in its id or in a name");
            }
            return Exit.OK;
        }

        private static String others(AuthorityEntry entry) {
            return entry.getAliases().isEmpty()
                    ? ""
                    : "  also "
                            + entry.getAliases().stream()
                                    .limit(4)
                                    .map(AuthorityAlias::getName)
                                    .collect(Collectors.joining(", "));
        }
    }

    @Command(
            name = "merge",
            mixinStandardHelpOptions = true,
            description = "Makes one entry of two: names and id of FROM mean INTO from now on.",
            footer = {
                "",
                "FROM may also be an id that articles made for a name that nobody knew (local:…) or guessed (enwiki:…).",
                "To take it back: wireroom authority remove FROM, then load FROM again.",
                "Example:  wireroom authority merge local:org:acme-steel desk:123"
            })
    static final class Merge extends Act {
        private final Clock clock;

        @Parameters(index = "0", paramLabel = "FROM", description = "id that is given up")
        private String from;

        @Parameters(index = "1", paramLabel = "INTO", description = "id that stays")
        private String into;

        Merge(Context context, Clock clock) {
            super(context);
            this.clock = clock;
        }

        @Override
        public Integer call() {
            return change(clock, (table, now) -> table.merge(from, into, now));
        }
    }

    @Command(
            name = "alias",
            mixinStandardHelpOptions = true,
            description = "Gives an entry another name.",
            footer = {"", "Example:  wireroom authority alias iso3166:GE Sakartvelo"})
    static final class Alias extends Act {
        private final Clock clock;

        @Parameters(index = "0", paramLabel = "ID", description = "id of the entry, shipped or loaded")
        private String id;

        @Parameters(index = "1", paramLabel = "ALIAS", description = "the name, as texts write it")
        private String alias;

        @Option(
                names = "--prior",
                paramLabel = "P",
                description = "how likely the name means this one: above 0, to 1 at most; 1 when not given")
        private double prior = 1;

        Alias(Context context, Clock clock) {
            super(context);
            this.clock = clock;
        }

        @Override
        public Integer call() {
            String refusal = EntityStep.refusal(alias);
            if (refusal != null) {
                throw new CommandFailure(Exit.USAGE, refusal, "write it as texts do, e.g. Bank of Elsewhere");
            }
            if (!(prior > 0 && prior <= 1)) {
                throw new CommandFailure(Exit.USAGE, "--prior is " + prior, "set it above 0, to 1 at most");
            }
            return change(clock, (table, now) -> table.alias(id, alias.strip(), prior, now));
        }
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Removes an entry, a merge, or a shipped entry: nothing is linked to it any more.",
            footer = {"", "Loading it again brings it back.", "Example:  wireroom authority remove desk:123"})
    static final class Remove extends Act {
        private final Clock clock;

        @Parameters(paramLabel = "ID", description = "id of the entry")
        private String id;

        Remove(Context context, Clock clock) {
            super(context);
            this.clock = clock;
        }

        @Override
        public Integer call() {
            return change(clock, (table, now) -> table.remove(id, now));
        }
    }

    /** An entry as the contract has it; {@code asked} differs from its id when that was merged into it. */
    private static ObjectNode json(AuthorityTable table, AuthorityEntry entry, String asked, boolean removed) {
        ObjectNode json = JSON.createObjectNode()
                .put("id", entry.getId())
                .put("asked", asked)
                .put("name", entry.getName())
                .put("type", entry.getType() == null ? null : entry.getType().name())
                .put("prior", Math.round(entry.getPrior() * 1000) / 1000.0);
        ArrayNode aliases = json.putArray("aliases");
        for (AuthorityAlias alias : entry.getAliases()) {
            aliases.addObject().put("name", alias.getName()).put("prior", Math.round(alias.getPrior() * 1000) / 1000.0);
        }
        ArrayNode identifiers = json.putArray("identifiers");
        entry.getIdentifiers().forEach(identifiers::add);
        return json.put("removed", removed).put("from", origin(table, entry.getId()));
    }

    private static String origin(AuthorityTable table, String id) {
        boolean own = table.own(id) != null;
        return table.isShipped(id) ? own ? "shipped, and the room" : "shipped" : "the room";
    }

    private static String prior(double prior) {
        return String.format(Locale.ROOT, "%.3f", prior);
    }
}
