package wireroom.gateway.stream;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.search.Query;

/**
 * One subscriber on one edition: history first, then live, each event once. An event is told exactly when its offset
 * is not behind the subscriber's own position of that lane, and history covers every lane up to the place in the ring
 * from which it goes on: so nothing is missing and nothing comes twice, however history and live overlap.
 */
public final class Subscription {
    private static final int BATCH = 64;

    private final String edition;
    private final Ring ring;
    private final History history;
    private final CursorSigner signer;
    private final Query query;
    private final Analyzer analyzer;
    private final Positions positions;
    private Instant time;
    private boolean idBehind;

    /** Where events go. */
    public interface Reader {
        /** Takes an event. */
        void event(WireEvent event, WireEvent.Content content, String id) throws IOException;

        /** Nothing came for a while; {@code id} is null unless the subscriber's place has moved silently. */
        void quiet(String id) throws IOException;

        /** All that is known has been told: send it. */
        void flush() throws IOException;
    }

    /** Why it ended. */
    public enum End {
        /** The reader was slower than the ring: it shall come again with its last id. */
        OVERTAKEN,
        /** The ring was closed. */
        CLOSED
    }

    /**
     * @param cursor where to begin; its edition must be this one
     * @param query what to tell; null tells everything
     */
    public Subscription(
            String edition,
            Ring ring,
            History history,
            CursorSigner signer,
            Query query,
            Analyzer analyzer,
            Cursor cursor) {
        this.edition = edition;
        this.ring = ring;
        this.history = history;
        this.signer = signer;
        this.query = query;
        this.analyzer = analyzer;
        this.positions = cursor.positions().copy();
        this.time = cursor.time();
    }

    /** Where it stands. Call it only from the thread that runs it, or after. */
    public Cursor cursor() {
        return new Cursor(edition, time, positions.copy());
    }

    /**
     * Tells the reader everything from its place on, until it ends.
     *
     * @param heartbeat how long it may be quiet
     * @throws IOException when the reader is gone
     */
    public End run(Reader reader, Duration heartbeat) throws IOException, InterruptedException {
        long next = meetTheRing(reader);
        reader.flush();
        // What was in the ring at the meeting is past too, and may have lost its text since.
        long past = ring.newest().sequence();
        while (true) {
            switch (ring.take(next, BATCH, heartbeat)) {
                case Ring.Taken.Overtaken ignored -> {
                    return End.OVERTAKEN;
                }
                case Ring.Taken.Closed ignored -> {
                    return End.CLOSED;
                }
                case Ring.Taken.Events taken -> {
                    if (taken.events().isEmpty()) {
                        reader.quiet(idBehind ? signer.sign(cursor()) : null);
                        idBehind = false;
                    }
                    for (WireEvent event : taken.events()) {
                        tell(event, next < past, reader);
                        next++;
                    }
                    reader.flush();
                }
            }
        }
    }

    /** Reads history until the ring holds everything that is left; the place in the ring from which to go on. */
    private long meetTheRing(Reader reader) throws IOException, InterruptedException {
        Ring.Mark oldest = ring.oldest();
        if (positions.covers(oldest.positions())) {
            return oldest.sequence();
        }
        while (true) {
            Ring.Mark newest = ring.newest();
            history.read(positions.copy(), newest.positions(), event -> tell(event, true, reader));
            positions.advance(newest.positions());
            if (ring.oldest().sequence() <= newest.sequence()) {
                return newest.sequence();
            }
            // The ring went round meanwhile: read the rest from history as well.
        }
    }

    private void tell(WireEvent event, boolean past, Reader reader) throws IOException {
        if (event.offset() < positions.at(event.lane())) {
            return;
        }
        positions.advance(event.lane(), event.offset() + 1);
        time = event.time().isAfter(time) ? event.time() : time;
        idBehind = true;
        WireEvent.Content content = event.content();
        if (content == null || past && !history.mayShow().test(event) || !event.matches(query, analyzer)) {
            return;
        }
        boolean shared = event.after() != null && event.after().same(positions);
        reader.event(event, content, shared ? event.sharedId(edition, signer) : signer.sign(cursor()));
        idBehind = false;
    }
}
