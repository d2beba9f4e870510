package wireroom.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import wireroom.enrich.lifecycle.Item;
import wireroom.model.Action;
import wireroom.model.Alarm;
import wireroom.model.PubStatus;
import wireroom.model.WireItem;

/** Several articles and notices about them, in every order: a failure names its seed. */
class RehearsalPropertyTest {
    private static final int ROUNDS = 200;
    private static final int ORDERS = 6;
    private static final Instant LATE = Item.NOON.plus(Duration.ofDays(5));

    private record Outcome(SortedMap<String, Rehearsal.Standing> standings, List<Alarm> alarms) {}

    private static Outcome outcome(List<WireItem> items) {
        Rehearsal rehearsal = new Rehearsal(Set.of("reviving.wire"));
        items.forEach(rehearsal::receive);
        return new Outcome(rehearsal.at(LATE), rehearsal.alarms(LATE));
    }

    private static List<WireItem> wire(Random random) {
        List<WireItem> items = new ArrayList<>();
        int count = 2 + random.nextInt(8);
        for (int i = 0; i < count; i++) {
            items.add(random.nextInt(3) == 0 ? notice(random) : article(random));
            if (random.nextInt(4) == 0) {
                WireItem again = items.get(random.nextInt(items.size()));
                items.add(WireItem.newBuilder(again)
                        .setReceivedAt(again.getReceivedAt().plus(Duration.ofMinutes(random.nextInt(9) - 4)))
                        .build());
            }
        }
        return items;
    }

    private static WireItem article(Random random) {
        int which = random.nextInt(3);
        Item item = Item.of("article-" + which)
                .provider(provider(random))
                .version(random.nextInt(4) == 0 ? null : Integer.toString(random.nextInt(4)))
                .created(random.nextInt(60))
                .received(random.nextInt(90))
                .headline("headline " + random.nextInt(4))
                .numbered("eca", 10 + which, day(random))
                .slugline("slug-" + random.nextInt(2))
                .alias("doc-id", "alias-" + which);
        return switch (random.nextInt(8)) {
            case 0 -> item.action(Action.KILL).status(PubStatus.CANCELED).build();
            case 1 -> item.action(Action.HOLD).status(PubStatus.WITHHELD).build();
            case 2 -> item.action(Action.DELETE).status(PubStatus.CANCELED).build();
            case 3 -> item.embargoedOpenEnd().build();
            default -> item.build();
        };
    }

    private static WireItem notice(Random random) {
        Action action =
                List.of(Action.KILL, Action.HOLD, Action.RELEASE, Action.UPDATE).get(random.nextInt(4));
        Item notice = Item.of("notice-" + random.nextInt(3))
                .provider(provider(random))
                .created(random.nextInt(60))
                .received(random.nextInt(90))
                .action(action)
                .numbered("eca", 5 + random.nextInt(15), day(random));
        int target = random.nextInt(4);
        return switch (random.nextInt(4)) {
            case 0 ->
                notice.on("article-" + target, "supersedes", action == Action.KILL ? PubStatus.CANCELED : null)
                        .build();
            case 1 ->
                notice.on("alias-" + target, "acts", action == Action.HOLD ? PubStatus.WITHHELD : PubStatus.USABLE)
                        .build();
            case 2 -> notice.onSlug("slug-" + random.nextInt(2), "refers-to").build();
            default -> notice.onNumber("ECA " + (10 + target), "refers-to").build();
        };
    }

    private static String provider(Random random) {
        return random.nextInt(6) == 0 ? "reviving.wire" : "example.wire";
    }

    private static String day(Random random) {
        return random.nextInt(4) == 0 ? "2026-02-28" : "2026-03-01";
    }

    @Test
    void anyOrderAndAnyRepetitionGivesTheSameBytesAndAlarms() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            List<WireItem> items = wire(random);
            Outcome given = outcome(items);
            for (int i = 0; i < ORDERS; i++) {
                List<WireItem> other = new ArrayList<>(items);
                other.add(items.get(random.nextInt(items.size())));
                other.add(items.get(random.nextInt(items.size())));
                Collections.shuffle(other, random);
                assertThat(outcome(other)).as("seed %d, order %d", seed, i).isEqualTo(given);
            }
        }
    }

    /** Stated apart from the rules: who is named by a kill of his own provider shows nothing, unless he may revive. */
    @Test
    void whoeverAKillNamesShowsNothing() {
        for (long seed = 0; seed < ROUNDS; seed++) {
            Random random = new Random(seed);
            List<WireItem> items = wire(random);
            items.add(random.nextInt(items.size() + 1), article(new Random(seed)));
            items.add(
                    random.nextInt(items.size() + 1),
                    Item.kill("the-kill")
                            .minute(random.nextInt(60))
                            .on(random.nextBoolean() ? "article-1" : "alias-1", "kills", PubStatus.CANCELED)
                            .build());
            Rehearsal.Standing target = outcome(items).standings().get("example.wire|article-1");
            if (target != null) {
                assertThat(target.head().shown()).as("seed %d", seed).isFalse();
                assertThat(target.head().status()).as("seed %d", seed).isEqualTo(PubStatus.CANCELED);
            }
        }
    }
}
