package wireroom.article;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import wireroom.model.Article;
import wireroom.model.RevisionNote;

/**
 * Digest of what an Article says, and the sum of such digests over many articles in any order: two replays of one
 * edition must end in the same sum. A sum, never XOR: with XOR a pair of duplicates would cancel out.
 */
public final class ArticleDigest {
    private final long[] sum = new long[4];
    private long count;

    /**
     * SHA-256 over the Avro binary form; 32 bytes. How often the article went out ({@code emission}) and how often its
     * revisions came in ({@code deliveries}) count as 0: neither says anything new (family rule R3).
     */
    public static byte[] of(Article article) {
        try {
            Article canonical = Article.newBuilder(article)
                    .setEmission(0)
                    .setRevisions(article.getRevisions().stream()
                            .map(note -> RevisionNote.newBuilder(note)
                                    .setDeliveries(0)
                                    .build())
                            .toList())
                    .build();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
            new SpecificDatumWriter<>(Article.class).write(canonical, encoder);
            encoder.flush();
            return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Adds a digest of {@link #of}. */
    public void add(byte[] digest) {
        java.nio.LongBuffer words = java.nio.ByteBuffer.wrap(digest).asLongBuffer();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += words.get(i);
        }
        count++;
    }

    /** Articles added. */
    public long count() {
        return count;
    }

    /** The sum as 64 hex digits. */
    public String hex() {
        StringBuilder hex = new StringBuilder(64);
        for (long word : sum) {
            hex.append(String.format("%016x", word));
        }
        return hex.toString();
    }
}
