package wireroom.ingest.poll.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;

/**
 * A body, read and unpacked within the limits.
 *
 * @param bytes unpacked, as far as it came
 * @param cut why it is not whole; empty when it is
 */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed on, never compared
record Body(byte[] bytes, Optional<String> cut) {
    private static final int STEP = 16 * 1024;

    /**
     * Reads it. What came before the connection broke, or the archive, or a limit was reached, is kept: whole items may
     * be in it.
     *
     * @param shared memory of large bodies together, in KiB
     * @throws FetchFailure for a bomb, an unknown coding, or no memory
     */
    static Body read(Framed framed, Headers headers, HttpLimits limits, Semaphore shared, Deadline deadline)
            throws FetchFailure, IOException {
        if (framed.isEmpty()) {
            // Most polls bring nothing: no buffers for that.
            return new Body(new byte[0], Optional.empty());
        }
        Sink sink = new Sink(shared, deadline);
        try {
            Optional<String> cut = Optional.empty();
            try (InputStream in = unpacked(framed, headers)) {
                byte[] step = new byte[STEP];
                for (int n = in.read(step); n >= 0; n = in.read(step)) {
                    int room = limits.bodyBytes() - sink.size();
                    sink.take(step, Math.min(n, room));
                    if (n > room || framed.taken() > limits.bodyBytes()) {
                        cut = Optional.of("longer than " + limits.bodyBytes() + " bytes");
                        break;
                    }
                    if (sink.size() > HttpLimits.RATIO_FREE_BYTES && sink.size() > framed.taken() * limits.ratio()) {
                        throw new FetchFailure(
                                Failure.BOMB,
                                "unpacks to more than " + limits.ratio() + " times its size; " + framed.taken()
                                        + " bytes made " + sink.size());
                    }
                }
            } catch (IOException broken) {
                if (deadline.passed()) {
                    if (sink.size() == 0) {
                        throw broken;
                    }
                    cut = Optional.of("not done within the time");
                } else {
                    cut = Optional.of(String.valueOf(broken.getMessage()));
                }
            }
            return new Body(sink.bytes(), cut);
        } finally {
            sink.release();
        }
    }

    private static InputStream unpacked(Framed framed, Headers headers) throws IOException, FetchFailure {
        String coding = String.join(",", headers.all("Content-Encoding"))
                .toLowerCase(Locale.ROOT)
                .strip();
        return switch (coding) {
            case "", "identity" -> framed;
            case "gzip", "x-gzip" -> {
                PushbackInputStream peek = new PushbackInputStream(framed, 2);
                byte[] magic = peek.readNBytes(2);
                peek.unread(magic);
                // Some servers say gzip and send the file as it is.
                yield magic.length == 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b
                        ? new GZIPInputStream(peek, STEP)
                        : peek;
            }
            default -> throw new FetchFailure(Failure.ENCODING, "the content coding '" + shown(coding) + "'");
        };
    }

    private static String shown(String raw) {
        return raw.length() > 40 ? raw.substring(0, 40) + "…" : raw;
    }

    /** Collects bytes, and asks for memory beyond the first that everybody may have. */
    private static final class Sink {
        private static final int UNIT = 64;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(STEP);
        private final Semaphore shared;
        private final Deadline deadline;
        private int held;

        Sink(Semaphore shared, Deadline deadline) {
            this.shared = shared;
            this.deadline = deadline;
        }

        int size() {
            return bytes.size();
        }

        void take(byte[] step, int length) throws FetchFailure {
            while (bytes.size() + length > HttpLimits.FREE_BYTES + held * 1024) {
                if (!deadline.acquire(shared, UNIT)) {
                    throw new FetchFailure(Failure.BUSY, "other large bodies hold the memory");
                }
                held += UNIT;
            }
            bytes.write(step, 0, length);
        }

        byte[] bytes() {
            return bytes.toByteArray();
        }

        void release() {
            shared.release(held);
        }
    }
}
