package wireroom.sink;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * A store of what the topics say. What it holds at the end depends on the records alone, not on how they were cut into
 * batches, on repetitions, or on which process wrote them:
 *
 * <ul>
 *   <li>the position moves in the transaction of the data, so a repeated batch changes nothing;
 *   <li>only an owner with the latest epoch of a partition writes; an earlier owner gets {@link Written.Fenced};
 *   <li>of an article's emissions the highest is the head and the others are its revisions; a canceled head gives way
 *       only to a revived or another canceled one, and a canceled emission takes the text of all earlier ones;
 *   <li>an id in the kill ledger has no text in any edition and in no story title, unless the emission is revived;
 *   <li>U+0000, which databases refuse, is kept as U+FFFD, so that offsets stay right.
 * </ul>
 *
 * <p>Thread-safe. Every method throws {@link StoreUnavailable} when the store cannot be reached; the caller tries again.
 */
public interface ArticleStore extends AutoCloseable {
    /** Longest id of an article, story or kill that a store takes, in UTF-8 bytes: what a B-tree key can hold. */
    int LONGEST_ID = 2_000;

    /** Makes the caller the one owner of partitions: raises their epochs, so that every earlier owner is fenced. */
    Map<TopicPartition, Claim> claim(Collection<TopicPartition> partitions);

    /** Applies a batch and moves its positions in one transaction, or changes nothing. */
    Written write(Batch batch);

    /** Next offset to store of every partition ever claimed. */
    Map<TopicPartition, Long> positions();

    /** Forgets the positions and fences all owners: the next owner reads from the start, over the same rows. */
    void rewind();

    /**
     * Takes the text of an article out of every edition and keeps it out, on the word of the operator.
     *
     * @return whether there was text
     */
    boolean erase(String id);

    /** Count and order-free sum of the digests of an edition's heads, as the log said them. */
    Digest digest(String edition);

    /** Head of an article. */
    Optional<StoredArticle> article(String edition, String id);

    /** What the head replaced, ascending by emission. */
    List<StoredArticle> revisions(String edition, String id);

    /** A story as the log last told it. */
    Optional<StoredStory> story(String edition, String id);

    /** Articles held back now, by id. */
    List<String> held(String edition);

    /** Name of the edition that readers see. */
    String currentEdition();

    /** Kills of the log whose erasure has not been acknowledged, by id; at most 1,000. */
    List<Erasure> unacknowledged();

    /** Notes that acknowledgements are in the log. */
    void acknowledged(Collection<Erasure> erasures);

    /** Releases connections; safe to call again. */
    @Override
    void close();

    /**
     * An owner's right to write a partition.
     *
     * @param position next offset to store
     * @param epoch grows with every claim
     */
    record Claim(long position, long epoch) {}

    /**
     * @param count heads
     * @param hex sum of the digests, see {@link wireroom.article.ArticleDigest#hex}
     */
    record Digest(long count, String hex) {}

    /**
     * An emission as stored.
     *
     * @param status what may be done with it: CANCELED also when only the kill ledger says so
     * @param body null when there must be no text
     * @param hadText whether it came with text, which may have been erased since
     * @param digest hex, of what the log said
     */
    record StoredArticle(
            String edition,
            String id,
            long emission,
            String status,
            String version,
            String headline,
            String body,
            String story,
            boolean hadText,
            String digest) {}

    /** A story as stored; {@code title} is null without members and when a member is killed. */
    record StoredStory(String edition, String id, String event, List<String> members, String title) {}

    /**
     * A kill carried out.
     *
     * @param offset of the kill in its partition: a second kill of the same id is acknowledged anew
     * @param hadText whether text was there to erase, in any edition
     * @param editions that had it, comma-separated; the current one when none had
     */
    record Erasure(String id, long offset, boolean hadText, String editions) {}

    /** What became of a batch. */
    sealed interface Written {
        /** It is in the store, with its positions. */
        record Stored() implements Written {}

        /** It was already there: an earlier try did reach the store. Nothing changed. */
        record AlreadyStored() implements Written {}

        /** Another owner took a partition over, or the positions were forgotten. Nothing changed. */
        record Fenced(String detail) implements Written {}

        /** The store refuses a value of at least one entry. Nothing changed. */
        record Refused(String detail) implements Written {}
    }

    /** The store cannot be reached or cannot work now. Trying again later is right. */
    final class StoreUnavailable extends RuntimeException {
        private static final long serialVersionUID = 1;

        public StoreUnavailable(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
