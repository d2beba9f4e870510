package wireroom.enrich.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import wireroom.model.Action;
import wireroom.model.PubStatus;
import wireroom.model.WireItem;

/** What must hold for every set of revisions and every way in which it can arrive. */
class LifecyclePropertyTest {
    private final Lifecycle lifecycle = new Lifecycle(new PlainCodec(), Set.of());

    @Provide
    Arbitrary<List<WireItem>> families() {
        return revisions().list().ofMinSize(1).ofMaxSize(Lifecycle.MAX_TEXTS);
    }

    private static Arbitrary<WireItem> revisions() {
        return Combinators.combine(
                        Arbitraries.of(null, "0", "1", "2", "9", "10", "1542761538", "2nd"),
                        Arbitraries.longs().between(-20, 20),
                        Arbitraries.longs().between(-20, 20),
                        Arbitraries.of(Action.values()),
                        Arbitraries.frequencyOf(
                                net.jqwik.api.Tuple.of(6, Arbitraries.just(PubStatus.USABLE)),
                                net.jqwik.api.Tuple.of(1, Arbitraries.just(PubStatus.WITHHELD)),
                                net.jqwik.api.Tuple.of(1, Arbitraries.just(PubStatus.CANCELED))),
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 9))
                .as((version, created, received, action, status, embargo, kind) -> {
                    Item item = Item.quake()
                            .version(version)
                            // A few claims lie years ahead.
                            .created(kind == 9 ? created + 5_000_000 : created)
                            .received(received)
                            .action(action)
                            .status(status)
                            .headline("headline " + kind)
                            .body(kind < 2 ? null : "body " + kind);
                    if (embargo == 1) {
                        item.embargoedOpenEnd();
                    } else if (embargo > 1 && embargo < 4) {
                        item.embargoedUntil(received + embargo * 10L);
                    }
                    return (kind == 5 ? item.partial() : item).build();
                });
    }

    private Family fold(List<WireItem> items) {
        Family family = null;
        for (WireItem item : items) {
            family = lifecycle.fold(family, item);
        }
        return family;
    }

    private static ByteBuffer bytes(Family family) {
        try {
            return family.toByteBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Property(tries = 300)
    void anyOrderGivesTheSameBytes(@ForAll("families") List<WireItem> items, @ForAll Random random) {
        List<WireItem> shuffled = new ArrayList<>(items);
        Collections.shuffle(shuffled, random);
        assertThat(bytes(fold(shuffled))).isEqualTo(bytes(fold(items)));
    }

    @Property(tries = 300)
    void anyRepetitionGivesTheSameBytes(@ForAll("families") List<WireItem> items, @ForAll Random random) {
        List<WireItem> repeated = new ArrayList<>(items);
        for (int i = 0; i < 5; i++) {
            repeated.add(random.nextInt(repeated.size() + 1), items.get(random.nextInt(items.size())));
        }
        assertThat(bytes(fold(repeated))).isEqualTo(bytes(fold(items)));
    }

    @Property(tries = 300)
    void foldingOnAPersistedStateGivesTheSameBytes(@ForAll("families") List<WireItem> items, @ForAll Random random) {
        int cut = random.nextInt(items.size());
        Family family = cut == 0 ? null : reread(fold(items.subList(0, cut)));
        for (WireItem item : items.subList(cut, items.size())) {
            family = reread(lifecycle.fold(family, item));
        }
        assertThat(bytes(family)).isEqualTo(bytes(fold(items)));
    }

    private static Family reread(Family family) {
        try {
            return Family.fromByteBuffer(bytes(family));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Property(tries = 300)
    void killedNeverRevives(@ForAll("families") List<WireItem> items, @ForAll("families") List<WireItem> later) {
        List<WireItem> all = new ArrayList<>(items);
        all.add(Item.kill("quake-lima").build());
        all.addAll(later);
        for (int i = items.size() + 1; i <= all.size(); i++) {
            Head head = lifecycle.decide("example.wire", fold(all.subList(0, i)), Instant.MAX, null);
            assertThat(head.status()).isEqualTo(PubStatus.CANCELED);
            assertThat(head.shown()).isFalse();
        }
    }

    /** Stated apart from the rules: the head of the order is under embargo at that instant, so nothing is shown. */
    @Property(tries = 300)
    void showsNoTextBeforeTheRelease(@ForAll("families") List<WireItem> items, @ForAll Random random) {
        Family family = fold(items);
        Instant now = Item.NOON.plus(Duration.ofMinutes(random.nextInt(100) - 30));
        Head head = lifecycle.decide("example.wire", family, now, null);
        boolean embargoed = switch (head.embargo().getKind()) {
            case NONE -> false;
            case OPEN -> true;
            case UNTIL -> now.isBefore(head.embargo().getUntil());
        };
        if (embargoed) {
            assertThat(head.shown()).isFalse();
        }
        if (head.shown()) {
            assertThat(lifecycle.text(family).getAction()).isNotIn(Action.KILL, Action.DELETE, Action.MANAGEMENT);
        }
    }

    /** Between now and the next change nothing changes; at it, something does. */
    @Property(tries = 300)
    void saysWhenItChangesNext(@ForAll("families") List<WireItem> items) {
        Family family = fold(items);
        Head head = lifecycle.decide("example.wire", family, Item.NOON.minus(Duration.ofDays(1)), null);
        if (head.nextChange() == null) {
            Head end = lifecycle.decide("example.wire", family, Item.NOON.plus(Duration.ofDays(9999)), null);
            assertThat(end).isEqualTo(head);
        } else {
            Head before =
                    lifecycle.decide("example.wire", family, head.nextChange().minusMillis(1), null);
            Head at = lifecycle.decide("example.wire", family, head.nextChange(), null);
            assertThat(before).isEqualTo(head);
            assertThat(at.held()).isFalse();
        }
    }
}
