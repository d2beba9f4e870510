package wireroom.enrich.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import wireroom.model.Action;
import wireroom.model.PubStatus;
import wireroom.model.RevisionNote;
import wireroom.model.WireItem;

class LifecycleTest {
    private static final Instant LATE = Item.NOON.plus(Duration.ofDays(30));

    private final Lifecycle lifecycle = new Lifecycle(new PlainCodec(), Set.of("reviving.wire"));

    private Family fold(Item... items) {
        Family family = null;
        for (Item item : items) {
            family = lifecycle.fold(family, item.build());
        }
        return family;
    }

    private Head decide(Family family, Instant now) {
        return lifecycle.decide("example.wire", family, now, null);
    }

    private Head head(Item... items) {
        return decide(fold(items), LATE);
    }

    private static Instant minute(long minute) {
        return Item.NOON.plus(Duration.ofMinutes(minute));
    }

    @Test
    void comparesVersionsAsNumbersOfAnySize() {
        assertThat(head(
                                Item.quake().version("9").minute(1),
                                Item.quake().version("10").minute(2))
                        .version())
                .isEqualTo("10");
        assertThat(head(
                                Item.quake()
                                        .version("1542761538154276153815427615381")
                                        .minute(2),
                                Item.quake().version("978556838").minute(1))
                        .version())
                .isEqualTo("1542761538154276153815427615381");
    }

    @Test
    void startsCountingAtZero() {
        assertThat(head(
                                Item.quake().version("0").minute(0),
                                Item.quake().version("1").minute(1))
                        .version())
                .isEqualTo("1");
    }

    @Test
    void lateRevisionLeavesTheHeadAlone() {
        Head head = head(
                Item.quake().version("2").minute(5),
                Item.quake().version("1").created(1).received(9));
        assertThat(head.version()).isEqualTo("2");
        assertThat(head.anomalies()).containsExactly("LATE_REVISION");
        assertThat(head.revisions()).extracting(RevisionNote::getVersion).containsExactly("1", "2");
        assertThat(head.revisions()).extracting(RevisionNote::getHead).containsExactly(false, true);
    }

    @Test
    void numberWinsOverTimeAndSaysSo() {
        Head head = head(
                Item.quake().version("1").minute(5),
                Item.quake().version("2").created(1).received(6));
        assertThat(head.version()).isEqualTo("2");
        assertThat(head.anomalies()).containsExactly("VERSION_ANOMALY");
    }

    @Test
    void timeDecidesWhenOneRevisionHasNoNumber() {
        Head head = head(
                Item.quake().version("7").minute(1).headline("seven"),
                Item.quake().version(null).minute(2).headline("none"),
                Item.quake().version("3").minute(3).headline("three"));
        assertThat(head.version()).isEqualTo("3");
    }

    @Test
    void countsRepeatedDeliveriesOfOneRevision() {
        Head head = head(
                Item.quake().version("1").minute(0),
                Item.quake().version("1").minute(0).received(4).from("other"));
        assertThat(head.revisions()).extracting(RevisionNote::getDeliveries).containsExactly(2);
        assertThat(head.anomalies()).isEmpty();
    }

    @Test
    void readingOneDeliveryTwiceCountsOnce() {
        Head head = head(Item.quake().version("1"), Item.quake().version("1"));
        assertThat(head.revisions()).extracting(RevisionNote::getDeliveries).containsExactly(1);
    }

    @Test
    void keepsBothSidesOfAConflictAndTheLaterWins() {
        Family family = fold(
                Item.quake().version("1").minute(3).headline("later"),
                Item.quake().version("1").minute(1).headline("earlier"));
        Head head = decide(family, LATE);
        assertThat(head.anomalies()).contains("REVISION_CONFLICT");
        assertThat(head.revisions()).hasSize(2);
        assertThat(lifecycle.text(family).getHeadline()).isEqualTo("later");
    }

    @Test
    void killLeavesNothingToShow() {
        Head head = head(
                Item.quake().version("1"), Item.kill("quake-lima").version("2").minute(3));
        assertThat(head.status()).isEqualTo(PubStatus.CANCELED);
        assertThat(head.shown()).isFalse();
        assertThat(head.version()).isEqualTo("2");
    }

    @Test
    void killBeforeItsOriginalKillsItAllTheSame() {
        Head head = head(
                Item.kill("quake-lima").version("2").minute(3),
                Item.quake().version("1").received(9));
        assertThat(head.status()).isEqualTo(PubStatus.CANCELED);
        assertThat(head.shown()).isFalse();
    }

    @Test
    void usableRevisionAfterAKillStaysDeadAndIsReported() {
        Head head = head(
                Item.quake().version("1"),
                Item.kill("quake-lima").version("2").minute(3),
                Item.quake().version("3").minute(5).headline("again"));
        assertThat(head.status()).isEqualTo(PubStatus.CANCELED);
        assertThat(head.shown()).isFalse();
        assertThat(head.anomalies()).containsExactly("USABLE_AFTER_KILL");
    }

    @Test
    void providerThatMayReviveDoesSoOnlyWithAHigherRevision() {
        Family family = fold(
                Item.quake().version("1"), Item.kill("quake-lima").version("2").minute(3));
        assertThat(lifecycle.decide("reviving.wire", family, LATE, null).revived())
                .isFalse();
        Family again = lifecycle.fold(
                family, Item.quake().version("3").minute(5).headline("again").build());
        Head head = lifecycle.decide("reviving.wire", again, LATE, null);
        assertThat(head.revived()).isTrue();
        assertThat(head.shown()).isTrue();
        assertThat(head.anomalies()).isEmpty();
    }

    @Test
    void anItemWhoseProfileAllowsItRevivesInAnyOrder() {
        WireItem first = Item.quake().version("1").build();
        WireItem kill = Item.kill("quake-lima").version("2").minute(3).build();
        WireItem again = WireItem.newBuilder(
                        Item.quake().version("3").minute(5).headline("again").build())
                .setMayRevive(true)
                .build();
        for (List<WireItem> order : List.of(List.of(first, kill, again), List.of(again, kill, first))) {
            Family family = null;
            for (WireItem item : order) {
                family = lifecycle.fold(family, item);
            }
            assertThat(lifecycle.decide("example.wire", family, LATE, null).revived())
                    .isTrue();
        }
    }

    @Test
    void ledgerKillsWhatTheFamilyDoesNotKnowToBeDead() {
        Family family = fold(Item.quake().version("3").minute(5));
        Head head = lifecycle.decide("example.wire", family, LATE, minute(3));
        assertThat(head.status()).isEqualTo(PubStatus.CANCELED);
        assertThat(head.killedByLedger()).isTrue();
        assertThat(head.shown()).isFalse();
    }

    @Test
    void withheldStopsTheTextAndReleaseBringsItBack() {
        Family withheld = fold(
                Item.quake().version("1"),
                Item.quake()
                        .version("2")
                        .minute(2)
                        .status(PubStatus.WITHHELD)
                        .body(null)
                        .headline(null));
        assertThat(decide(withheld, LATE).status()).isEqualTo(PubStatus.WITHHELD);
        assertThat(decide(withheld, LATE).shown()).isFalse();
        Family released = lifecycle.fold(
                withheld,
                Item.quake()
                        .version("3")
                        .minute(4)
                        .action(Action.RELEASE)
                        .headline(null)
                        .body(null)
                        .build());
        assertThat(decide(released, LATE).shown()).isTrue();
        assertThat(lifecycle.text(released).getHeadline()).isEqualTo("Quake hits Lima");
    }

    @Test
    void embargoEndsAtItsInstantAndNotBefore() {
        Family family = fold(Item.quake().version("1").embargoedUntil(30));
        Head before = decide(family, minute(30).minusMillis(1));
        assertThat(before.held()).isTrue();
        assertThat(before.shown()).isFalse();
        assertThat(before.nextChange()).isEqualTo(minute(30));
        Head after = decide(family, minute(30));
        assertThat(after.held()).isFalse();
        assertThat(after.shown()).isTrue();
        assertThat(after.nextChange()).isNull();
    }

    @Test
    void openEmbargoLastsUntilARevisionSaysOtherwise() {
        Family family = fold(Item.quake().version("1").embargoedOpenEnd());
        assertThat(decide(family, LATE).held()).isTrue();
        assertThat(decide(family, LATE).nextChange()).isNull();
        Family lifted = lifecycle.fold(
                family, Item.quake().version("2").minute(3).headline("lifted").build());
        assertThat(decide(lifted, LATE).shown()).isTrue();
    }

    @Test
    void embargoOnARevisionOfPublishedTextIsALeakRisk() {
        Head head = decide(
                fold(
                        Item.quake().version("1"),
                        Item.quake().version("2").minute(5).embargoedUntil(60)),
                minute(10));
        assertThat(head.shown()).isFalse();
        assertThat(head.anomalies()).containsExactly("LEAK_RISK");
    }

    @Test
    void managementRevisionKeepsTheText() {
        Family family = fold(
                Item.quake().version("1"),
                Item.quake()
                        .version("2")
                        .minute(2)
                        .action(Action.MANAGEMENT)
                        .headline("metadata")
                        .body(null));
        assertThat(decide(family, LATE).version()).isEqualTo("2");
        assertThat(lifecycle.text(family).getHeadline()).isEqualTo("Quake hits Lima");
    }

    @Test
    void partialRevisionNeverEmptiesTheBody() {
        Family family = fold(
                Item.quake().version("1"),
                Item.quake()
                        .version("2")
                        .minute(2)
                        .headline("Quake hits Lima, three hurt")
                        .partial());
        WireItem text = lifecycle.text(family);
        assertThat(text.getHeadline()).isEqualTo("Quake hits Lima, three hurt");
        assertThat(text.getBodyText()).startsWith("A strong earthquake");
    }

    @Test
    void deletionByAFeedCancelsUntilAnEntryThatIsLater() {
        Family deleted = fold(entry(1), deletion(2));
        Head head = decide(deleted, LATE);
        assertThat(head.status()).isEqualTo(PubStatus.CANCELED);
        assertThat(head.action()).isEqualTo(Action.DELETE);
        assertThat(head.shown()).isFalse();
        assertThat(head.revived()).isFalse();

        Head back = decide(lifecycle.fold(deleted, entry(3).headline("back").build()), LATE);
        assertThat(back.status()).isEqualTo(PubStatus.USABLE);
        assertThat(back.revived()).isTrue();
        assertThat(back.shown()).isTrue();
    }

    @Test
    void deletionByAFeedIsNotAKillForGood() {
        Head head = decide(fold(entry(1), deletion(2)), LATE);
        assertThat(head.killed()).isFalse();
        assertThat(head.killedByLedger()).isFalse();
    }

    @Test
    void entryOfTheInstantOfItsDeletionStaysDeletedInAnyOrder() {
        Item same = entry(2).received(9);
        assertThat(head(deletion(2), same).status()).isEqualTo(PubStatus.CANCELED);
        assertThat(head(same, deletion(2)).status()).isEqualTo(PubStatus.CANCELED);
    }

    @Test
    void lateDeletionOfAnEarlierEntryChangesNothingThatIsShown() {
        Head head = head(entry(5), deletion(2).received(9));
        assertThat(head.status()).isEqualTo(PubStatus.USABLE);
        assertThat(head.shown()).isTrue();
    }

    @Test
    void deletionWithoutATimeCountsFromItsReceipt() {
        Item untimed = deletion(4).uncreated();
        assertThat(head(entry(3), untimed).status()).isEqualTo(PubStatus.CANCELED);
        assertThat(head(entry(3), untimed, entry(5)).shown()).isTrue();
    }

    @Test
    void deletionAfterARevivalCancelsAgain() {
        Head head = head(entry(1), deletion(2), entry(3), deletion(4));
        assertThat(head.status()).isEqualTo(PubStatus.CANCELED);
        assertThat(head.revived()).isFalse();
    }

    @Test
    void killIsStrongerThanAnEntryThatLiftsADeletion() {
        Family family = fold(entry(1), deletion(2), Item.kill("quake-lima").minute(3), entry(4));
        Head head = decide(family, LATE);
        assertThat(head.status()).isEqualTo(PubStatus.CANCELED);
        assertThat(head.killed()).isTrue();
        assertThat(head.revived()).isFalse();
    }

    private static Item entry(long minute) {
        return Item.quake().version(null).minute(minute);
    }

    private static Item deletion(long minute) {
        return entry(minute)
                .action(Action.DELETE)
                .status(PubStatus.CANCELED)
                .headline(null)
                .body(null);
    }

    @Test
    void claimsFromTheFutureAreClampedToTheReceipt() {
        Head head = head(
                Item.quake().version(null).created(10_000).received(1).headline("from 2099"),
                Item.quake().version(null).minute(5).headline("now"));
        assertThat(head.versionCreated()).isEqualTo(minute(5));
        assertThat(head.anomalies()).contains("FUTURE_DATE");
    }

    @Test
    void embargoIsNeverClamped() {
        Head head = decide(fold(Item.quake().embargoedUntil(1_000_000)), minute(5));
        assertThat(head.nextChange()).isEqualTo(minute(1_000_000));
    }

    @Test
    void firstCreatedIsTheEarliestClaimOfTheFamily() {
        Head head = head(
                Item.quake().version("2").minute(9).firstCreated(9),
                Item.quake().version("1").minute(3).firstCreated(2));
        assertThat(head.firstCreated()).isEqualTo(minute(2));
    }

    @Test
    void aLiveBlogKeepsTheStateBelowOneMebibyte() throws java.io.IOException {
        Family family = null;
        String body = "Minute by minute. ".repeat(1500);
        for (int i = 0; i < 2 * Lifecycle.MAX_REVISIONS + 50; i++) {
            family = lifecycle.fold(
                    family,
                    Item.quake()
                            .version(Integer.toString(i))
                            .minute(i)
                            .body(body + i)
                            .build());
        }
        assertThat(family.toByteBuffer().remaining()).isLessThan(1024 * 1024);
        assertThat(decide(family, LATE).anomalies()).containsExactly("HISTORY_CUT");
        assertThat(lifecycle.text(family).getBodyText()).endsWith("561");
    }

    @Test
    void anAdvisoryIsNeverTheHeadOfAnArticle() {
        Family family = fold(
                Item.quake().version("1"),
                Item.quake().version("2").minute(2).action(Action.ADVISORY).headline("Editors: note"));
        assertThat(decide(family, LATE).version()).isEqualTo("1");
        assertThat(lifecycle.text(family).getHeadline()).isEqualTo("Quake hits Lima");
        assertThat(decide(family, LATE).revisions()).hasSize(2);
    }

    @Test
    void everyOrderOfThreeGivesTheHighest() {
        List<Item> items = List.of(
                Item.quake().version("1").minute(1),
                Item.quake().version("2").minute(2),
                Item.quake().version("3").minute(3));
        for (int[] order : new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
            assertThat(head(items.get(order[0]), items.get(order[1]), items.get(order[2]))
                            .version())
                    .isEqualTo("3");
        }
    }
}
