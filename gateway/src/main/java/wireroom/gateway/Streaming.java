package wireroom.gateway;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.apache.lucene.search.Query;
import wireroom.gateway.http.Answer;
import wireroom.gateway.http.Call;
import wireroom.gateway.http.HttpRefusal;
import wireroom.gateway.query.QueryLanguage;
import wireroom.gateway.query.Reading;
import wireroom.gateway.stream.Cursor;
import wireroom.gateway.stream.CursorSigner;
import wireroom.gateway.stream.Positions;
import wireroom.gateway.stream.SseFrames;
import wireroom.gateway.stream.Subscription;
import wireroom.gateway.stream.WireEvent;
import wireroom.gateway.view.Views;

/** {@code GET /api/stream}: what happens, as server-sent events. */
final class Streaming {
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final long RETRY_MILLIS = 1_000;
    private static final int BUFFER = 64 * 1024;
    /** Another process of the gateway may be a moment ahead of this one. */
    private static final Duration AHEAD = Duration.ofSeconds(2);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
    /**
     * Two editions take the same wire item at different moments. Who goes over to another edition is told this much
     * again rather than missing something.
     */
    private static final Duration OVERLAP = Duration.ofSeconds(5);

    private final Feed feed;
    private final QueryLanguage language;
    private final CursorSigner signer;
    private final StreamWatch watch;
    private final Clock clock;
    private final Duration heartbeat;

    Streaming(Feed feed, QueryLanguage language, CursorSigner signer, StreamWatch watch, Clock clock) {
        this(feed, language, signer, watch, clock, HEARTBEAT);
    }

    Streaming(
            Feed feed,
            QueryLanguage language,
            CursorSigner signer,
            StreamWatch watch,
            Clock clock,
            Duration heartbeat) {
        this.feed = feed;
        this.language = language;
        this.signer = signer;
        this.watch = watch;
        this.clock = clock;
        this.heartbeat = heartbeat;
    }

    Answer answer(Call call) throws IOException, InterruptedException {
        Reading.Understood reading = Api.understood(language, call.parameter("q"));
        Query query = reading.everything() ? null : reading.query();
        Shown shown = feed.shown();
        Cursor cursor = begin(call, shown);
        OutputStream raw = call.open("text/event-stream; charset=utf-8");
        if (raw == null) {
            return null;
        }
        try (StreamWatch.Stream stream = watch.open()) {
            Writer writer = new Writer(new BufferedOutputStream(raw, BUFFER), stream);
            writer.begin();
            while (true) {
                Subscription subscription = new Subscription(
                        shown.edition(), shown.ring(), shown.history(), signer, query, language.analyzer(), cursor);
                if (subscription.run(writer, heartbeat) == Subscription.End.OVERTAKEN) {
                    return null;
                }
                Shown next = feed.shown();
                if (next.ring() == shown.ring()) {
                    return null;
                }
                cursor = subscription.cursor();
                if (!next.edition().equals(cursor.edition())) {
                    cursor = in(next, cursor);
                    writer.edition(next.edition(), signer.sign(cursor));
                }
                shown = next;
            }
        }
    }

    private Cursor begin(Call call, Shown shown) throws InterruptedException {
        String id = call.header("Last-Event-ID");
        if (id == null || id.isBlank()) {
            id = call.parameter("lastEventId");
        }
        if (id == null || id.isBlank()) {
            return from(call.parameter("from"), shown);
        }
        Cursor cursor = signer.read(id.strip())
                .orElseThrow(() -> new HttpRefusal(
                        400,
                        "foreign_cursor",
                        "the last event id was not given out by this gateway",
                        "leave it out and begin with ?from=now, ?from=beginning or ?from=2026-11-21T10:00:00Z"));
        if (!cursor.edition().equals(shown.edition())) {
            return in(shown, cursor);
        }
        long deadline = System.nanoTime() + AHEAD.toNanos();
        while (!shown.ring().newest().positions().covers(cursor.positions())) {
            if (System.nanoTime() - deadline > 0) {
                throw new HttpRefusal(
                        400,
                        "cursor_ahead",
                        "the last event id is ahead of the log, which was perhaps made anew",
                        "leave it out and begin with ?from=now or ?from=beginning");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return cursor;
    }

    private Cursor from(String from, Shown shown) {
        if (from == null || from.isBlank() || from.equals("now")) {
            return new Cursor(
                    shown.edition(), clock.instant(), shown.ring().newest().positions());
        }
        if (from.equals("beginning")) {
            return new Cursor(shown.edition(), Instant.EPOCH, Positions.of());
        }
        try {
            // A plus that was not encoded arrives as a blank.
            Instant time = OffsetDateTime.parse(from.replace(' ', '+')).toInstant();
            return new Cursor(shown.edition(), time, feed.positionsAt(shown, time));
        } catch (DateTimeException e) {
            throw new HttpRefusal(
                    400,
                    "bad_parameter",
                    "'from' is '" + from + "'",
                    "give 'now', 'beginning' or an instant like 2026-11-21T10:00:00Z");
        }
    }

    private Cursor in(Shown next, Cursor cursor) {
        Instant time = cursor.time().minus(OVERLAP);
        return new Cursor(next.edition(), cursor.time(), feed.positionsAt(next, time));
    }

    /** Writes frames, watched. */
    private static final class Writer implements Subscription.Reader {
        private final OutputStream out;
        private final StreamWatch.Stream stream;

        Writer(OutputStream out, StreamWatch.Stream stream) {
            this.out = out;
            this.stream = stream;
        }

        void begin() throws IOException {
            stream.writing();
            SseFrames.retry(out, RETRY_MILLIS);
            flush();
        }

        void edition(String name, String id) throws IOException {
            stream.writing();
            SseFrames.event(out, "edition", id, Views.bytes(Views.object().put("edition", name)));
            flush();
        }

        @Override
        public void event(WireEvent event, WireEvent.Content content, String id) throws IOException {
            stream.writing();
            SseFrames.event(out, event.kind().name().toLowerCase(Locale.ROOT), id, content.json());
            stream.written();
        }

        @Override
        public void quiet(String id) throws IOException {
            stream.writing();
            SseFrames.heartbeat(out, id);
            stream.written();
        }

        @Override
        public void flush() throws IOException {
            stream.writing();
            out.flush();
            stream.written();
        }
    }
}
