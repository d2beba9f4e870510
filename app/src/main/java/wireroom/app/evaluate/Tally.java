package wireroom.app.evaluate;

/**
 * Precision and recall by counting. Nothing found is precision 0, nothing expected is recall 0, as the CoNLL scorer has it.
 */
public final class Tally implements Score {
    private long right;
    private long found;
    private long expected;

    /** Counts one thing found. */
    public void found(boolean isRight) {
        found++;
        right += isRight ? 1 : 0;
    }

    /** Counts one thing that should be found. */
    public void expect() {
        expected++;
    }

    /** Found and expected. */
    public long right() {
        return right;
    }

    /** Found, rightly or not. */
    public long found() {
        return found;
    }

    /** To be found. */
    public long expected() {
        return expected;
    }

    @Override
    public Double precision() {
        return found == 0 ? 0 : (double) right / found;
    }

    @Override
    public Double recall() {
        return expected == 0 ? 0 : (double) right / expected;
    }

    @Override
    public Double f1() {
        return found + expected == 0 ? 0 : 2.0 * right / (found + expected);
    }
}
