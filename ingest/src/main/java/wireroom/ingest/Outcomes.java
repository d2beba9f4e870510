package wireroom.ingest;

import java.util.List;
import wireroom.ingest.push.Pushed;

/**
 * What became of the items of a request, as a short text: a letter for each status and how often it came in a row, as in
 * {@code A12K3R1}. Only the first runs are kept; what lies behind them is told as known, which it then is.
 */
final class Outcomes {
    /** Keeps the text below 2 KB for a million lines: a hundred thousand keys of nothing else are 200 MB. */
    private static final int MOST_RUNS = 256;

    private final StringBuilder text = new StringBuilder();
    private char letter;
    private long count;
    private int runs;

    Outcomes() {}

    /** Goes on behind a text. */
    Outcomes(String before) {
        Reader reader = new Reader(before);
        for (Run run = reader.run(); run != null; run = reader.run()) {
            add(run.letter, run.count);
        }
    }

    static String of(List<Pushed.Result> results) {
        Outcomes outcomes = new Outcomes();
        outcomes.addAll(results);
        return outcomes.toString();
    }

    void addAll(List<Pushed.Result> results) {
        results.forEach(result -> add(result.status().name().charAt(0), 1));
    }

    private void add(char next, long times) {
        if (next == letter) {
            count += times;
            return;
        }
        close();
        letter = next;
        count = times;
    }

    private void close() {
        if (count > 0 && runs < MOST_RUNS) {
            text.append(letter).append(count);
            runs++;
        }
        count = 0;
    }

    @Override
    public String toString() {
        return count > 0 && runs < MOST_RUNS ? text.toString() + letter + count : text.toString();
    }

    private record Run(char letter, long count) {}

    /** Tells the statuses one after the other. */
    static final class Reader {
        private final String text;
        private int at;
        private char letter;
        private long left;

        Reader(String text) {
            this.text = text;
        }

        private Run run() {
            if (at >= text.length()) {
                return null;
            }
            char next = text.charAt(at++);
            int from = at;
            while (at < text.length() && Character.isDigit(text.charAt(at))) {
                at++;
            }
            return new Run(next, Long.parseLong(text.substring(from, at)));
        }

        /** The status of the next item, which was parsed again. */
        Pushed.Status next(Pushed.Status parsed) {
            if (left == 0) {
                Run run = run();
                letter = run == null ? 'K' : run.letter;
                left = run == null ? Long.MAX_VALUE : run.count;
            }
            left--;
            // A later version of a parser may refuse what an earlier one took; its reason is then all there is to tell.
            return parsed == Pushed.Status.REJECTED
                    ? parsed
                    : letter == 'A' ? Pushed.Status.ACCEPTED : Pushed.Status.KNOWN;
        }
    }
}
