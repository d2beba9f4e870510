package wireroom.app.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/**
 * What an evaluation found; fractions are 0..1 and {@code null} where the measure does not apply.
 *
 * @param kind of the evaluation
 * @param overall over all classes
 * @param accuracy share of items that are right, null where things are found rather than sorted
 * @param perClass by class, in the order in which they are shown; null where there are no classes
 * @param items how many were judged
 * @param unit what an item is, in the plural
 * @param itemsPerSecond on one thread, after the JVM has warmed up
 * @param more further figures of this kind of evaluation, by name
 */
public record Judgement(
        String kind,
        Score overall,
        Double accuracy,
        Map<String, Score> perClass,
        long items,
        String unit,
        double itemsPerSecond,
        Map<String, Double> more) {

    /** As one JSON object, fractions in full. */
    public String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("kind", kind);
        fractions(json, overall);
        json.put("accuracy", accuracy);
        if (perClass == null) {
            json.putNull("perClass");
        } else {
            ObjectNode classes = json.putObject("perClass");
            perClass.forEach((name, score) -> fractions(classes.putObject(name), score));
        }
        json.put("itemsPerSecond", itemsPerSecond);
        json.put("items", items);
        json.put("unit", unit);
        more.forEach(json::put);
        return json.toString();
    }

    private static void fractions(ObjectNode json, Score score) {
        json.put("precision", score.precision()).put("recall", score.recall()).put("f1", score.f1());
        if (score instanceof Tally tally) {
            json.put("right", tally.right()).put("found", tally.found()).put("expected", tally.expected());
        }
    }

    /** As a table for people, per cent. */
    public void print(PrintStream out) {
        out.printf(Locale.ROOT, "%-20s %9s %9s %9s%n", kind, "precision", "recall", "F1");
        if (perClass != null) {
            perClass.forEach((name, score) -> line(out, name, score));
        }
        line(out, "all", overall);
        if (accuracy != null) {
            out.printf(Locale.ROOT, "%-20s %9.2f%n", "accuracy", 100 * accuracy);
        }
        more.forEach((name, value) -> out.printf(Locale.ROOT, "%-20s %9.4f%n", name, value));
        out.printf(Locale.ROOT, "%,d %s, %,.0f a second%n", items, unit, itemsPerSecond);
    }

    private static void line(PrintStream out, String name, Score score) {
        out.printf(
                Locale.ROOT,
                "%-20s %9s %9s %9s",
                name,
                perCent(score.precision()),
                perCent(score.recall()),
                perCent(score.f1()));
        if (score instanceof Tally tally) {
            out.printf(
                    Locale.ROOT,
                    "   %,d right of %,d found, %,d expected",
                    tally.right(),
                    tally.found(),
                    tally.expected());
        }
        out.println();
    }

    private static String perCent(Double fraction) {
        return fraction == null ? "-" : String.format(Locale.ROOT, "%.2f", 100 * fraction);
    }
}
