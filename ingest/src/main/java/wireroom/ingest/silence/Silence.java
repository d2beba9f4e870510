package wireroom.ingest.silence;

import java.time.Duration;

/** How long a source may be silent, as {@code silence} of it in {@code wireroom.yaml} says. */
public sealed interface Silence {
    /** As the source's own rhythm has it: what is so when nothing is written. */
    Silence LEARNT = new Learnt();

    /** For ever: {@code silence: off}. */
    Silence OFF = new Off();

    /** See {@link #LEARNT}. */
    record Learnt() implements Silence {}

    /** See {@link #OFF}. */
    record Off() implements Silence {}

    /** For so long at any hour, e.g. {@code silence: 6h}; more than nothing. */
    record AtMost(Duration patience) implements Silence {}
}
