package wireroom.enrich.neighbour;

import java.nio.ByteBuffer;

/** A {@link Fingerprint} unpacked for comparing. Immutable. */
public final class Traits {
    /** Slots of the sketch. */
    public static final int SLOTS = 64;

    /** Bits of the filter of figures. */
    static final int FIGURE_BITS = 128;

    private final Fingerprint fingerprint;
    private static final float BY_CHANCE = 1 / 256f;

    private final byte[] sketch;
    private final long figuresLow;
    private final long figuresHigh;
    private final Bag terms;
    private final Bag names;

    Traits(Fingerprint fingerprint) {
        this.fingerprint = fingerprint;
        this.sketch = bytes(fingerprint.getSketch());
        ByteBuffer figures = fingerprint.getFigures().duplicate();
        boolean any = figures.remaining() == FIGURE_BITS / 8;
        this.figuresLow = any ? figures.getLong() : 0;
        this.figuresHigh = any ? figures.getLong() : 0;
        this.terms = new Bag(bytes(fingerprint.getTerms()));
        this.names = new Bag(bytes(fingerprint.getNames()));
    }

    /** Unpacks a fingerprint. */
    public static Traits of(Fingerprint fingerprint) {
        return new Traits(fingerprint);
    }

    /** Article id. */
    public String id() {
        return fingerprint.getId();
    }

    /** When the article was first made, milliseconds since 1970. */
    public long time() {
        return fingerprint.getFirstCreated().toEpochMilli();
    }

    /** Hash of the words of the body; 0 without words. */
    public long textHash() {
        return fingerprint.getTextHash();
    }

    /** Distinct shingles of the body. */
    public int shingles() {
        return fingerprint.getShingles();
    }

    /** True when there is a sketch to compare. */
    public boolean hasSketch() {
        return sketch.length == SLOTS;
    }

    /** Value of a slot of the sketch, 0..255. */
    public int slot(int i) {
        return sketch[i] & 0xFF;
    }

    /** Estimates the Jaccard similarity of the shingles, 0..1: the share of equal slots without those equal by chance. */
    public float resemblance(Traits other) {
        if (!hasSketch() || !other.hasSketch()) {
            return 0;
        }
        int equal = 0;
        byte[] a = sketch;
        byte[] b = other.sketch;
        for (int i = 0; i < SLOTS; i++) {
            equal += a[i] == b[i] ? 1 : 0;
        }
        return Math.max(0, ((float) equal / SLOTS - BY_CHANCE) / (1 - BY_CHANCE));
    }

    /** About how many different words with digits the body has, 0..128. */
    public int figures() {
        return Long.bitCount(figuresLow) + Long.bitCount(figuresHigh);
    }

    /**
     * About what share of the words with digits of the article that has fewer of them stands in the other one too, 0..1;
     * 1 when one has none.
     */
    public float commonFigures(Traits other) {
        int fewer = Math.min(figures(), other.figures());
        if (fewer == 0) {
            return 1;
        }
        int common = Long.bitCount(figuresLow & other.figuresLow) + Long.bitCount(figuresHigh & other.figuresHigh);
        float chance = Math.max(figures(), other.figures()) / (float) FIGURE_BITS;
        return chance >= 1 ? 1 : Math.max(0, ((float) common / fewer - chance) / (1 - chance));
    }

    /** Whether it says of itself that it corrects. */
    public boolean corrects() {
        return fingerprint.getCorrects();
    }

    /** Weightiest words. */
    public Bag terms() {
        return terms;
    }

    /** Weightiest names. */
    public Bag names() {
        return names;
    }

    Fingerprint fingerprint() {
        return fingerprint;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        if (buffer.hasArray()
                && buffer.arrayOffset() == 0
                && buffer.position() == 0
                && buffer.remaining() == buffer.array().length) {
            return buffer.array();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
