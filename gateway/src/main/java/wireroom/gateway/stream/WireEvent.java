package wireroom.gateway.stream;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.memory.MemoryIndex;
import org.apache.lucene.search.Query;

/** One thing that subscribers are told. Shared by all of them; its text can be taken away while it waits. */
public final class WireEvent {
    /** What kind of thing; the name in lower case is the name of the event in the stream. */
    public enum Kind {
        /** An article that may be read. */
        ARTICLE,
        /** An article that must not be used any more, ever. */
        KILL,
        /** An article that must not be used for now. */
        HOLD,
        /** Something happened to a story. */
        STORY
    }

    /**
     * What it says.
     *
     * @param json one line of JSON, UTF-8
     * @param title headline of the article or title of the story; null when it has none
     * @param fields what queries can find it by
     */
    // The bytes are written once and shared by all subscribers; copies would cost each of them the whole article.
    @SuppressWarnings("ArrayRecordComponent")
    public record Content(byte[] json, String title, List<IndexableField> fields) {}

    private final int lane;
    private final long offset;
    private final Instant time;
    private final Kind kind;
    private final String id;
    private final long emission;
    private final ReentrantLock matching = new ReentrantLock();
    private volatile Content content;
    private MemoryIndex index;
    private volatile boolean cooled;
    private Positions after;
    private volatile String sharedId;

    /**
     * @param lane see {@link Positions}
     * @param offset in its lane
     * @param time when the log took it
     * @param id article or story id
     * @param emission of the article; 0 for a story
     */
    public WireEvent(int lane, long offset, Instant time, Kind kind, String id, long emission, Content content) {
        this.lane = lane;
        this.offset = offset;
        this.time = time;
        this.kind = kind;
        this.id = id;
        this.emission = emission;
        this.content = content;
    }

    public int lane() {
        return lane;
    }

    public long offset() {
        return offset;
    }

    public Instant time() {
        return time;
    }

    public Kind kind() {
        return kind;
    }

    public String id() {
        return id;
    }

    public long emission() {
        return emission;
    }

    /** What it says; null when its text was taken away. */
    public Content content() {
        return content;
    }

    /** Takes its text away. */
    void erase() {
        content = null;
        cool();
    }

    /** Lets go of what only speeds up matching. */
    void cool() {
        cooled = true;
        matching.lock();
        try {
            index = null;
        } finally {
            matching.unlock();
        }
    }

    /** Positions of the ring after this event. */
    Positions after() {
        return after;
    }

    void after(Positions positions) {
        after = positions;
    }

    String sharedId(String edition, CursorSigner signer) {
        String shared = sharedId;
        if (shared == null) {
            shared = signer.sign(new Cursor(edition, time, after));
            sharedId = shared;
        }
        return shared;
    }

    /**
     * Whether a query finds it. Retractions are found by every query: whoever may have the text must hear of them, and
     * they hold nothing to find them by. The words are taken apart once for all subscribers.
     */
    boolean matches(Query query, Analyzer analyzer) {
        if (query == null || kind == Kind.KILL || kind == Kind.HOLD) {
            return true;
        }
        MemoryIndex words;
        matching.lock();
        try {
            Content now = content;
            if (now == null) {
                return false;
            }
            words = index;
            if (words == null) {
                words = MemoryIndex.fromDocument(now.fields(), analyzer);
                words.freeze();
                if (!cooled) {
                    index = words;
                }
            }
        } finally {
            matching.unlock();
        }
        return words.search(query) > 0;
    }
}
