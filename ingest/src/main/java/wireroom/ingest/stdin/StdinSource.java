package wireroom.ingest.stdin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** One input, read to its end as one document. */
public final class StdinSource {
    private StdinSource() {}

    /**
     * All bytes, or one more than the limit when there are more: so that the reader can refuse it by its size.
     *
     * @throws UncheckedIOException when the input breaks
     */
    public static byte[] read(InputStream input, int limit) {
        try {
            return input.readNBytes(limit == Integer.MAX_VALUE ? limit : limit + 1);
        } catch (IOException e) {
            throw new UncheckedIOException("standard input broke", e);
        }
    }
}
