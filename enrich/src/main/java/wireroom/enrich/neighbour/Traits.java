package wireroom.enrich.neighbour;

import java.nio.ByteBuffer;

/** A {@link Fingerprint} unpacked for comparing. Immutable. */
public final class Traits {
    /** Slots of the sketch. */
    public static final int SLOTS = 128;

    private final Fingerprint fingerprint;
    private final byte[] sketch;
    private final Bag terms;
    private final Bag names;

    Traits(Fingerprint fingerprint) {
        this.fingerprint = fingerprint;
        this.sketch = bytes(fingerprint.getSketch());
        this.terms = new Bag(bytes(fingerprint.getTerms()));
        this.names = new Bag(bytes(fingerprint.getNames()));
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
        return sketch.length == SLOTS * 2;
    }

    /** Value of a slot of the sketch, 0..65535. */
    public int slot(int i) {
        return (sketch[2 * i] & 0xFF) << 8 | sketch[2 * i + 1] & 0xFF;
    }

    /** Share of equal slots, 0..1: estimates the Jaccard similarity of the shingles. */
    public float resemblance(Traits other) {
        if (!hasSketch() || !other.hasSketch()) {
            return 0;
        }
        int equal = 0;
        byte[] a = sketch;
        byte[] b = other.sketch;
        for (int i = 0; i < SLOTS * 2; i += 2) {
            if (a[i] == b[i] && a[i + 1] == b[i + 1]) {
                equal++;
            }
        }
        return (float) equal / SLOTS;
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
