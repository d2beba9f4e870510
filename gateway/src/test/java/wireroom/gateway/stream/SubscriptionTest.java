package wireroom.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.junit.jupiter.api.Test;

/** The property: whatever the moment of joining and however history and live overlap, each event comes once. */
class SubscriptionTest {
    private static final int LANES = 4;
    private static final Duration LONG = Duration.ofSeconds(20);

    private final CursorSigner signer = new CursorSigner(new byte[32]);

    /** A log whose lanes grow, partly before the ring exists, partly while history is read. */
    private static final class Log implements History {
        final List<List<WireEvent>> lanes = new ArrayList<>();
        final Random random;
        final Set<String> erased = new HashSet<>();
        Ring ring;
        Runnable meanwhile = () -> {};
        int readings;

        Log(Random random) {
            this.random = random;
            for (int lane = 0; lane < LANES; lane++) {
                lanes.add(new ArrayList<>());
            }
        }

        /** Offsets have gaps, as the markers of transactions leave them. */
        WireEvent add(WireEvent.Kind kind, String id) {
            int lane = Math.floorMod(id.hashCode(), LANES);
            List<WireEvent> events = lanes.get(lane);
            long offset = (events.isEmpty() ? 0 : events.getLast().offset() + 1) + random.nextInt(3);
            WireEvent event = event(lane, offset, kind, id);
            events.add(event);
            if (ring != null) {
                ring.append(List.of(event(lane, offset, kind, id)));
            }
            return event;
        }

        private static WireEvent event(int lane, long offset, WireEvent.Kind kind, String id) {
            byte[] json = (lane + ":" + offset).getBytes(StandardCharsets.UTF_8);
            return new WireEvent(
                    lane,
                    offset,
                    Instant.EPOCH.plusMillis(offset),
                    kind,
                    id,
                    offset,
                    new WireEvent.Content(json, null, List.of()));
        }

        Positions end() {
            Positions end = Positions.of();
            for (int lane = 0; lane < LANES; lane++) {
                if (!lanes.get(lane).isEmpty()) {
                    end.advance(lane, lanes.get(lane).getLast().offset() + 1);
                }
            }
            return end;
        }

        @Override
        public void read(Positions from, Positions to, Each each) throws IOException {
            readings++;
            List<Integer> order = new ArrayList<>();
            for (int lane = 0; lane < LANES; lane++) {
                order.add(lane);
            }
            java.util.Collections.shuffle(order, random);
            for (int lane : order) {
                for (WireEvent event : List.copyOf(lanes.get(lane))) {
                    if (event.offset() >= from.at(lane) && event.offset() < to.at(lane)) {
                        each.take(event);
                        meanwhile.run();
                    }
                }
            }
        }

        @Override
        public Predicate<WireEvent> mayShow() {
            return event -> event.kind() == WireEvent.Kind.KILL || !erased.contains(event.id());
        }
    }

    /** Leaves after a number of events, as a client whose connection breaks. */
    private static final class Client implements Subscription.Reader {
        final List<String> got = new ArrayList<>();
        String lastId;
        int leaveAfter = Integer.MAX_VALUE;

        @Override
        public void event(WireEvent event, WireEvent.Content content, String id) throws IOException {
            if (got.size() == leaveAfter) {
                throw new IOException("gone");
            }
            got.add(new String(content.json(), StandardCharsets.UTF_8));
            lastId = id;
        }

        @Override
        public void quiet(String id) {
            lastId = id == null ? lastId : id;
            throw new Idle();
        }

        @Override
        public void flush() {}
    }

    @Test
    void tellsEachEventOnceHoweverHistoryAndLiveOverlap() throws Exception {
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            Log log = new Log(random);
            int before = random.nextInt(60);
            for (int i = 0; i < before; i++) {
                log.add(WireEvent.Kind.ARTICLE, "a" + random.nextInt(20));
            }
            log.ring = new Ring(2 + random.nextInt(12), Long.MAX_VALUE, log.end());
            int after = random.nextInt(60);
            for (int i = 0; i < after; i++) {
                log.add(WireEvent.Kind.ARTICLE, "a" + random.nextInt(20));
            }
            int[] budget = {random.nextInt(60)};
            log.meanwhile = () -> {
                if (budget[0] > 0 && random.nextInt(3) == 0) {
                    budget[0]--;
                    log.add(WireEvent.Kind.ARTICLE, "a" + random.nextInt(20));
                }
            };
            Client client = new Client();
            Cursor cursor = new Cursor("e1", Instant.EPOCH, Positions.of());
            boolean finished = false;
            // It breaks off again and again, and resumes by the last id that it saw.
            for (int visit = 0; !finished; visit++) {
                client.leaveAfter = visit < 5 ? client.got.size() + random.nextInt(30) : Integer.MAX_VALUE;
                if (visit == 5) {
                    log.meanwhile = () -> {};
                    log.ring.close();
                }
                try {
                    finished = subscription(log, cursor).run(client, Duration.ZERO) == Subscription.End.CLOSED;
                } catch (IOException e) {
                    assertThat(e).hasMessage("gone");
                } catch (Idle e) {
                    assertThat(visit).isLessThan(5);
                }
                cursor = client.lastId == null
                        ? cursor
                        : signer.read(client.lastId).orElseThrow();
            }
            List<String> all = new ArrayList<>();
            log.lanes.forEach(lane ->
                    lane.forEach(event -> all.add(new String(event.content().json(), StandardCharsets.UTF_8))));
            assertThat(client.got).as("seed " + seed).containsExactlyInAnyOrderElementsOf(all);
            inOrderWithinEachLane(client.got, seed);
        }
    }

    private static void inOrderWithinEachLane(List<String> got, int seed) {
        Positions last = Positions.of();
        for (String one : got) {
            int lane = Integer.parseInt(one.split(":")[0]);
            long offset = Long.parseLong(one.split(":")[1]);
            assertThat(offset).as("seed " + seed).isGreaterThanOrEqualTo(last.at(lane));
            last.advance(lane, offset + 1);
        }
    }

    /** Ends a run that has nothing to do, so that one thread can play all parts. */
    private static final class Idle extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private Subscription subscription(Log log, Cursor cursor) {
        return new Subscription("e1", log.ring, log, signer, null, new KeywordAnalyzer(), cursor);
    }

    @Test
    void resumesFromTheRingWithoutReadingHistory() throws Exception {
        Log log = new Log(new Random(1));
        log.ring = new Ring(100, Long.MAX_VALUE, Positions.of());
        for (int i = 0; i < 20; i++) {
            log.add(WireEvent.Kind.ARTICLE, "a" + i);
        }
        log.ring.close();
        Client client = new Client();
        subscription(log, new Cursor("e1", Instant.EPOCH, Positions.of())).run(client, LONG);
        assertThat(client.got).hasSize(20);
        assertThat(log.readings).isZero();
    }

    @Test
    void neverShowsInHistoryWhatWasKilledLater() throws Exception {
        Log log = new Log(new Random(1));
        log.add(WireEvent.Kind.ARTICLE, "secret");
        log.add(WireEvent.Kind.ARTICLE, "other");
        log.add(WireEvent.Kind.KILL, "secret");
        log.erased.add("secret");
        log.ring = new Ring(10, Long.MAX_VALUE, log.end());
        log.ring.close();
        Client client = new Client();
        subscription(log, new Cursor("e1", Instant.EPOCH, Positions.of())).run(client, LONG);
        assertThat(client.got).hasSize(2);
    }

    @Test
    void takesTheTextOfAKilledArticleOutOfTheRing() throws Exception {
        Log log = new Log(new Random(1));
        log.ring = new Ring(10, Long.MAX_VALUE, Positions.of());
        log.add(WireEvent.Kind.ARTICLE, "secret");
        WireEvent kill = log.add(WireEvent.Kind.KILL, "secret");
        log.ring.close();
        Client client = new Client();
        subscription(log, new Cursor("e1", Instant.EPOCH, Positions.of())).run(client, LONG);
        assertThat(client.got).containsExactly(kill.lane() + ":" + kill.offset());
    }

    @Test
    void cutsOffAReaderThatTheRingOvertakes() throws Exception {
        Log log = new Log(new Random(1));
        log.ring = new Ring(8, Long.MAX_VALUE, Positions.of());
        log.add(WireEvent.Kind.ARTICLE, "a");
        Client client = new Client();
        Subscription.Reader slow = new Subscription.Reader() {
            @Override
            public void event(WireEvent event, WireEvent.Content content, String id) throws IOException {
                client.event(event, content, id);
                for (int i = 0; i < 50; i++) {
                    log.add(WireEvent.Kind.ARTICLE, "b" + i);
                }
            }

            @Override
            public void quiet(String id) {}

            @Override
            public void flush() {}
        };
        assertThat(subscription(log, new Cursor("e1", Instant.EPOCH, Positions.of()))
                        .run(slow, LONG))
                .isEqualTo(Subscription.End.OVERTAKEN);
        assertThat(client.got).hasSize(1);
        // And it misses nothing when it comes again.
        log.ring.close();
        subscription(log, signer.read(client.lastId).orElseThrow()).run(client, LONG);
        assertThat(client.got).hasSize(51).doesNotHaveDuplicates();
    }
}
