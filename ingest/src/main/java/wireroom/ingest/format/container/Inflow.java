package wireroom.ingest.format.container;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.LongSupplier;
import wireroom.ingest.format.Limits;

/** The bytes of a member. Where they are damaged or too many, they end, and {@link #damage} says why. */
final class Inflow extends InputStream {
    /** Before the ratio counts: tiny members of white space are harmless. */
    private static final long FREE = 1024 * 1024;

    private final InputStream in;
    private final Limits limits;
    private final long most;
    private final LongSupplier position;
    private final long start;
    private long count;
    private Damage damage;

    /**
     * @param most decompressed bytes that are left for this container
     * @param position bytes of the container read so far
     */
    Inflow(InputStream in, Limits limits, long most, LongSupplier position) {
        this.in = in;
        this.limits = limits;
        this.most = most;
        this.position = position;
        this.start = position.getAsLong();
    }

    /** Decompressed bytes so far. */
    long count() {
        return count;
    }

    /** What ended them early; empty when nothing did. */
    Optional<Damage> damage() {
        return Optional.ofNullable(damage);
    }

    /** Reads to the end, so that what follows can be read; within the same limits. */
    void drain() {
        byte[] lost = new byte[8192];
        int read = 0;
        while (read >= 0) {
            read = read(lost, 0, lost.length);
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (damage != null) {
            return -1;
        }
        try {
            int read = in.read(bytes, offset, length);
            count += Math.max(0, read);
            return checked(read);
        } catch (IOException e) {
            damage = new Damage(false, "damaged or cut off: " + e.getMessage(), position.getAsLong());
            return -1;
        }
    }

    private int checked(int read) {
        long compressed = position.getAsLong() - start;
        if (count > most) {
            damage = new Damage(
                    true, "more than " + limits.containerBytes() + " bytes decompressed", position.getAsLong());
            return -1;
        }
        if (count > FREE && count / limits.ratio() > compressed + 1) {
            damage = new Damage(
                    true, "more than " + limits.ratio() + " bytes for each compressed one", position.getAsLong());
            return -1;
        }
        return read;
    }
}
