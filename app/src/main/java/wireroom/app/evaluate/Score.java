package wireroom.app.evaluate;

/** Precision, recall and F1 as fractions; each null where it does not apply. */
public interface Score {
    /** Right of what was found. */
    Double precision();

    /** Right of what was to be found. */
    Double recall();

    /** Harmonic mean of the two. */
    Double f1();

    /** A score that was computed by other means than counting. */
    record Of(Double precision, Double recall, Double f1) implements Score {}

    /** Where nothing of it applies. */
    Score NONE = new Of(null, null, null);
}
