package wireroom.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import wireroom.app.conform.Scenario;
import wireroom.app.conform.ScenarioReader;
import wireroom.app.conform.Trial;
import wireroom.app.conform.Verdict;

/** Runs the conformance corpus. */
@Command(
        name = "conform",
        mixinStandardHelpOptions = true,
        description = "Runs lifecycle scenarios in every order of arrival and compares the outcome. Needs no room.",
        footer = {
            "",
            "Exits with 6 when a scenario does not end as expected.",
            "Example:  wireroom conform seeds/lifecycle"
        })
final class ConformCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Context context;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "a scenario, or a folder of them; seeds/lifecycle when not given")
    private Path folder;

    @Option(names = "--json", description = "one scenario per line as JSON")
    private boolean json;

    @Option(
            names = "--outcome",
            description = "print what comes of the order as given, as expected.json would say it; compare nothing")
    private boolean outcome;

    ConformCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        List<Scenario> scenarios =
                ScenarioReader.read(folder == null ? context.root().resolve("seeds/lifecycle") : folder);
        Console console = context.console();
        if (outcome) {
            for (Scenario scenario : scenarios) {
                ObjectNode line = JSON.createObjectNode().put("scenario", scenario.name());
                console.out()
                        .println(JSON.writerWithDefaultPrettyPrinter()
                                .writeValueAsString(line.setAll(Trial.outcome(scenario))));
            }
            return Exit.OK;
        }
        int width = scenarios.stream()
                .mapToInt(scenario -> scenario.name().length())
                .max()
                .orElse(0);
        int failed = 0;
        int orders = 0;
        for (Scenario scenario : scenarios) {
            Verdict verdict = Trial.run(scenario);
            orders += verdict.orders();
            failed += verdict.passed() ? 0 : 1;
            if (json) {
                console.out().println(asJson(verdict));
            } else {
                tell(verdict, width);
            }
        }
        if (!json) {
            console.out()
                    .println(scenarios.size() + " scenarios in " + orders + " orders: "
                            + (failed == 0
                                    ? console.green("all as expected")
                                    : console.red(failed + " not as expected")));
        }
        return failed == 0 ? Exit.OK : Exit.DIFFERENT;
    }

    private void tell(Verdict verdict, int width) {
        Console console = context.console();
        console.out()
                .println((verdict.passed() ? console.green("ok    ") : console.red("FAIL  "))
                        + String.format(Locale.ROOT, "%-" + width + "s  %4d  ", verdict.scenario(), verdict.orders())
                        + verdict.title());
        verdict.differences().forEach(difference -> console.out().println("      " + difference));
    }

    private static ObjectNode asJson(Verdict verdict) {
        ObjectNode node = JSON.createObjectNode()
                .put("scenario", verdict.scenario())
                .put("title", verdict.title())
                .put("passed", verdict.passed())
                .put("orders", verdict.orders());
        ArrayNode rules = node.putArray("rules");
        verdict.rules().forEach(rules::add);
        ArrayNode differences = node.putArray("differences");
        verdict.differences().forEach(differences::add);
        return node;
    }
}
