package wireroom.ingest.format.html;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How well a text found agrees with the text expected, as the article extraction benchmark of Scrapinghub counts it:
 * bags of runs of four words, shares per page, and the mean over pages.
 *
 * @param found share of all shingles that are in both
 * @param surplus share that only the text found has
 * @param missing share that only the text expected has
 */
public record ShingleScore(double found, double surplus, double missing) {
    private static final int LENGTH = 4;

    /** A word is what Python's {@code \w} matches: letters, numbers, low lines; no combining marks. */
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");

    /** Agreement on one page. */
    public static ShingleScore of(String expected, String found) {
        Map<List<String>, Integer> left = new HashMap<>(shingles(expected));
        double both = 0;
        double surplus = 0;
        for (Map.Entry<List<String>, Integer> shingle : shingles(found).entrySet()) {
            int here = shingle.getValue();
            int there = left.getOrDefault(shingle.getKey(), 0);
            both += Math.min(here, there);
            surplus += Math.max(0, here - there);
            left.put(shingle.getKey(), Math.max(0, there - here));
        }
        double missing = left.values().stream().mapToInt(Integer::intValue).sum();
        double all = both + surplus + missing;
        return all == 0 ? new ShingleScore(0, 0, 0) : new ShingleScore(both / all, surplus / all, missing / all);
    }

    private static Map<List<String>, Integer> shingles(String text) {
        List<String> words = new java.util.ArrayList<>();
        Matcher matcher = WORD.matcher(text == null ? "" : text);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        Map<List<String>, Integer> shingles = new HashMap<>();
        for (int i = 0; i < Math.max(1, words.size() - LENGTH + 1); i++) {
            List<String> shingle = words.subList(i, Math.min(i + LENGTH, words.size()));
            if (!shingle.isEmpty()) {
                shingles.merge(shingle, 1, Integer::sum);
            }
        }
        return shingles;
    }

    /** Whether anything was found, so that the page counts for the precision. */
    public boolean countsForPrecision() {
        return found + surplus > 0;
    }

    /** Whether anything was expected, so that the page counts for the recall. */
    public boolean countsForRecall() {
        return found + missing > 0;
    }

    /** Of what was found, the share that was expected; 0 when nothing was found. */
    public double precision() {
        return found == 0 ? 0 : found / (found + surplus);
    }

    /** Of what was expected, the share that was found; 0 when nothing was expected. */
    public double recall() {
        return found == 0 ? 0 : found / (found + missing);
    }

    /** Mean precision, mean recall and their harmonic mean over pages. */
    public static Mean mean(List<ShingleScore> pages) {
        double precision = pages.stream()
                .filter(ShingleScore::countsForPrecision)
                .mapToDouble(ShingleScore::precision)
                .average()
                .orElse(0);
        double recall = pages.stream()
                .filter(ShingleScore::countsForRecall)
                .mapToDouble(ShingleScore::recall)
                .average()
                .orElse(0);
        double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return new Mean(precision, recall, f1);
    }

    /** Means over pages, 0 to 1. */
    public record Mean(double precision, double recall, double f1) {}
}
