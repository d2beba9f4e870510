package wireroom.app.conform;

import java.util.List;

/**
 * What became of a scenario.
 *
 * @param scenario its name
 * @param title what happens in it
 * @param rules which family rules it is about
 * @param orders in how many orders of arrival it was tried
 * @param differences between what was expected and what came, in words; empty when all is well
 */
public record Verdict(String scenario, String title, List<String> rules, int orders, List<String> differences) {
    public Verdict {
        rules = List.copyOf(rules);
        differences = List.copyOf(differences);
    }

    public boolean passed() {
        return differences.isEmpty();
    }
}
