package wireroom.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.enrich.lifecycle.Item;
import wireroom.model.Action;
import wireroom.model.Alarm;
import wireroom.model.Article;
import wireroom.model.Kill;
import wireroom.model.PubStatus;

/** Notices that act on other articles (family rule R11), through the whole topology. */
class NoticeTest {
    private static final String QUAKE = "example.wire|quake-lima";
    private static final String NOTICE = "example.wire|notice-1";

    @TempDir
    Path stateDir;

    private Room room;

    @BeforeEach
    void open() {
        room = new Room(stateDir);
    }

    @AfterEach
    void everyOutputIsRead() {
        try {
            room.assertNothingUnread();
        } finally {
            room.close();
        }
    }

    private static Item killOf(String uri) {
        return Item.kill("notice-1").minute(5).on(uri, "kills", PubStatus.CANCELED);
    }

    @Test
    void aNoticeKillsTheArticleThatItNamesAndIsNoneItself() {
        room.receives(Item.quake().version("1"));
        room.receives(killOf("quake-lima"));
        room.ignoring(room.stories);

        assertThat(room.articles.readValue().getStatus()).isEqualTo(PubStatus.USABLE);
        Article dead = room.articles.readValue();
        assertThat(dead.getId()).isEqualTo(QUAKE);
        assertThat(dead.getStatus()).isEqualTo(PubStatus.CANCELED);
        assertThat(dead.getHeadline()).isNull();
        assertThat(dead.getRevisions().getLast().getBy()).isEqualTo(NOTICE);
        Kill kill = room.kills.readValue();
        assertThat(kill.getId()).isEqualTo(QUAKE);
        assertThat(kill.getBy()).isEqualTo(NOTICE);
        assertThat(kill.getWasPublished()).isTrue();
    }

    @Test
    void aNoticeBeforeItsTargetWaitsAndKillsItOnArrival() {
        room.receives(killOf("quake-lima"));
        assertThat(room.articles.isEmpty()).isTrue();

        room.receives(Item.quake().version("1"));

        assertThat(room.articles.readValue().getStatus()).isEqualTo(PubStatus.CANCELED);
        assertThat(room.kills.readValue().getWasPublished()).isFalse();
        room.at(60);
    }

    @Test
    void theAlarmEndsWhenTheTargetComesAfterAll() {
        room.receives(killOf("quake-lima")).at(60);
        assertThat(room.alarms.readValue().getCleared()).isFalse();

        room.receives(Item.quake().version("1").received(61));

        assertThat(room.articles.readValue().getStatus()).isEqualTo(PubStatus.CANCELED);
        assertThat(room.alarms.readValue().getCleared()).isTrue();
        room.ignoring(room.kills);
    }

    @Test
    void aNumberThatNobodyHasIsAnAlarmToo() {
        room.receives(Item.of("notice-1")
                .minute(5)
                .action(Action.KILL)
                .numbered("eca", 160)
                .onNumber("ECA 157", "refers-to"));
        room.at(30);
        assertThat(room.alarms.readValue().getSubject()).isEqualTo("example.wire|seq:eca 157@2026-03-01");

        room.receives(Item.quake().received(31).numbered("eca", 157));

        assertThat(room.alarms.readValue().getCleared()).isTrue();
        assertThat(room.heads().get(QUAKE).getStatus()).isEqualTo(PubStatus.CANCELED);
        room.ignoring(room.kills).ignoring(room.stories);
    }

    @Test
    void aTargetThatNeverComesIsAnAlarmAfterAQuarterOfAnHour() {
        room.receives(killOf("quake-lima")).at(19);
        assertThat(room.alarms.isEmpty()).isTrue();

        room.at(20);

        Alarm alarm = room.alarms.readValue();
        assertThat(alarm.getKind()).isEqualTo("TARGET_MISSING");
        assertThat(alarm.getSubject()).isEqualTo(QUAKE);
        assertThat(alarm.getDetail()).contains("KILL by " + NOTICE);
        assertThat(alarm.getCleared()).isFalse();
    }

    @Test
    void anAliasIsAsGoodAsTheIdItself() {
        room.receives(Item.quake().version("1").alias("doc-id", "x-17"));
        room.receives(killOf("x-17"));
        room.ignoring(room.stories);

        room.articles.readValue();
        assertThat(room.articles.readValue().getStatus()).isEqualTo(PubStatus.CANCELED);
        assertThat(room.kills.readValue().getId()).isEqualTo(QUAKE);
        room.at(60);
    }

    @Test
    void aTextKillFindsTheNumberOfItsDay() {
        room.receives(Item.quake().numbered("eca", 157));
        room.receives(Item.of("quake-yesterday").numbered("eca", 157, "2026-02-28"));
        room.receives(Item.of("notice-1")
                .minute(5)
                .action(Action.KILL)
                .numbered("eca", 160)
                .onNumber("ECA 0157", "refers-to"));
        room.ignoring(room.stories).at(10);

        assertThat(room.heads().get(QUAKE).getStatus()).isEqualTo(PubStatus.CANCELED);
        assertThat(room.kills.readValue().getId()).isEqualTo(QUAKE);
    }

    @Test
    void aLowerNumberSpeaksOfTheDayBefore() {
        room.receives(Item.quake().numbered("eca", 157, "2026-02-28"));
        room.receives(Item.of("notice-1")
                .minute(5)
                .action(Action.HOLD)
                .numbered("eca", 3)
                .onNumber("eca 157", "refers-to"));
        room.ignoring(room.stories).at(10);

        Article held = room.heads().get(QUAKE);
        assertThat(held.getStatus()).isEqualTo(PubStatus.WITHHELD);
        assertThat(held.getAction()).isEqualTo(Action.HOLD);
    }

    @Test
    void aReleaseByNoticeLiftsAHoldAndAnOpenEmbargo() {
        room.receives(Item.quake().version("1").embargoedOpenEnd());
        room.holds.readValue();
        room.receives(Item.of("notice-1").minute(3).action(Action.HOLD).on("quake-lima", "holds", PubStatus.WITHHELD));
        room.receives(
                Item.of("notice-2").minute(6).action(Action.RELEASE).on("quake-lima", "releases", PubStatus.USABLE));
        room.holds.readValue();
        room.ignoring(room.stories);

        assertThat(room.articles.readValue().getHeadline()).isEqualTo("Quake hits Lima");
    }

    @Test
    void anotherProvidersNoticeReachesNothing() {
        room.receives(Item.quake().version("1"));
        room.receives(killOf("quake-lima").provider("other.wire")).ignoring(room.stories);

        assertThat(room.articles.readValue().getStatus()).isEqualTo(PubStatus.USABLE);
        room.at(60);
        assertThat(room.alarms.readValue().getSubject()).isEqualTo("other.wire|quake-lima");
    }

    @Test
    void aSluglineMeansWhatWasMadeUnderItUpToTheNotice() {
        room.receives(Item.quake().numbered("eca", 7).slugline("BC-Quake"));
        room.receives(Item.of("quake-again").minute(30).numbered("eca", 9).slugline("BC-QUAKE, 2nd Ld"));
        room.receives(Item.of("notice-1")
                .minute(5)
                .action(Action.KILL)
                .numbered("eca", 8)
                .onSlug("BC-Quake", "kills"));
        room.ignoring(room.stories).ignoring(room.kills).at(60);

        assertThat(room.heads())
                .hasEntrySatisfying(
                        QUAKE, quake -> assertThat(quake.getStatus()).isEqualTo(PubStatus.CANCELED))
                .hasEntrySatisfying(
                        "example.wire|quake-again",
                        again -> assertThat(again.getStatus()).isEqualTo(PubStatus.USABLE));
    }

    @Test
    void missingNumbersAreAnAlarmUntilTheyCome() {
        room.receives(Item.of("a").numbered("eca", 7)).receives(Item.of("b").numbered("eca", 10));
        room.at(20);
        Alarm alarm = room.alarms.readValue();
        assertThat(alarm.getKind()).isEqualTo("SEQUENCE_GAP");
        assertThat(alarm.getSubject()).isEqualTo("example.wire|eca@2026-03-01");
        assertThat(alarm.getDetail()).isEqualTo("missing: 8-9");

        room.receives(Item.of("c").received(21).numbered("eca", 8))
                .receives(Item.of("d").received(21).numbered("eca", 9));
        room.at(40);
        room.ignoring(room.stories).ignoring(room.articles);
        assertThat(room.alarms.readValue().getCleared()).isTrue();
    }

    @Test
    void anEmbargoAfterAFreeVersionIsAnAlarm() {
        room.receives(Item.quake().version("1"))
                .receives(Item.quake().version("2").minute(5).embargoedUntil(60));
        room.ignoring(room.stories).ignoring(room.articles).ignoring(room.holds);

        Alarm alarm = room.alarms.readValue();
        assertThat(alarm.getKind()).isEqualTo("LEAK_RISK");
        assertThat(alarm.getDetail()).contains("went out (emission 1)");
    }
}
