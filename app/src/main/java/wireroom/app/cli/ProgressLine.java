package wireroom.app.cli;

/** How far something long has come, on stderr: one line that moves on a terminal, a line per tenth elsewhere. */
final class ProgressLine {
    private final Console console;
    private final String what;
    private final long total;
    private final String unit;
    private long tenths = -1;

    ProgressLine(Console console, String what, long total) {
        this(console, what, total, "wire items");
    }

    ProgressLine(Console console, String what, long total, String unit) {
        this.unit = unit;
        this.console = console;
        this.what = what;
        this.total = total;
    }

    void left(long open) {
        long now = total == 0 ? 10 : Math.max(0, total - open) * 10 / total;
        if (now == tenths && !console.colour()) {
            return;
        }
        tenths = now;
        String words = what + ": " + Math.max(0, total - open) + " of " + total + " " + unit;
        if (console.colour()) {
            console.err().print("\r" + words);
            console.err().flush();
        } else {
            console.err().println(words);
        }
    }

    void done() {
        if (console.colour()) {
            console.err().println();
        }
    }
}
