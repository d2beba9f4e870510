package wireroom.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wireroom.article.ArticleDigest;
import wireroom.enrich.lifecycle.Item;
import wireroom.model.Article;

/** From which point of the log on a state of the authority decides the links. */
class AuthorityPointTest {
    private static final String QUAKE = "example.wire|quake-lima";

    @TempDir
    Path stateDir;

    /** Heads after a history, with the clock at some minute from its beginning on, as in a replay. */
    private Map<String, Article> heads(long clockFrom, long authority, Consumer<Room> history) {
        try (Room room = new Room(stateDir.resolve("r" + System.nanoTime()), Set.of(), authority)) {
            room.at(clockFrom);
            history.accept(room);
            return room.heads();
        }
    }

    private static long linkedBy(Article article) {
        long state = article.getPins().getAuthority();
        assertThat(article.getEntities().stream().map(entity -> entity.getId()).toList())
                .isEqualTo(state == 0 ? java.util.List.of() : java.util.List.of("state:" + state));
        return state;
    }

    private static String digests(Map<String, Article> heads) {
        ArticleDigest sum = new ArticleDigest();
        heads.values().forEach(article -> sum.add(ArticleDigest.of(article)));
        return sum.count() + " " + sum.hex();
    }

    @Test
    void anItemIsLinkedByTheStateOfThePointBeforeIt() {
        Map<String, Article> heads = heads(
                0,
                0,
                room -> room.receives(Item.quake().version("1"))
                        .authorityStandsAt(7)
                        .receives(Item.of("later").version("1").body("Something else happened in another town.")));

        assertThat(linkedBy(heads.get(QUAKE))).isZero();
        assertThat(linkedBy(heads.get("example.wire|later"))).isEqualTo(7);
    }

    @Test
    void aPointIsNoArticle() {
        try (Room room = new Room(stateDir)) {
            room.authorityStandsAt(7);

            room.assertNothingUnread();
        }
    }

    @Test
    void anUpdateBehindAPointIsLinkedAnewThoughItsTextIsTheSame() {
        Map<String, Article> heads = heads(
                0,
                0,
                room -> room.receives(Item.quake().version("1"))
                        .authorityStandsAt(7)
                        .receives(Item.quake().version("2").minute(5)));

        assertThat(linkedBy(heads.get(QUAKE))).isEqualTo(7);
    }

    @Test
    void aRevisionThatIsDeliveredAgainStaysLinkedAsItWas() {
        Map<String, Article> heads = heads(
                0,
                0,
                room -> room.receives(Item.quake().version("1"))
                        .authorityStandsAt(7)
                        .receives(Item.quake().version("1").received(5).from("other")));

        assertThat(linkedBy(heads.get(QUAKE))).isZero();
    }

    @Test
    void aHeldArticleIsLinkedByTheStateOfItsItemAndNotOfItsRelease() {
        Consumer<Room> history = room -> room.authorityStandsAt(3)
                .receives(Item.quake().version("1").embargoedUntil(30))
                .authorityStandsAt(7)
                .at(45);

        Map<String, Article> live = heads(0, 0, history);
        Map<String, Article> replay = heads(45, 0, history);

        assertThat(linkedBy(live.get(QUAKE))).isEqualTo(3);
        assertThat(digests(replay)).isEqualTo(digests(live));
    }

    @Test
    void whatAnEditionIsPinnedToIsItsLeastState() {
        Consumer<Room> history = room -> room.receives(Item.quake().version("1"))
                .authorityStandsAt(3)
                .receives(Item.of("later").version("1").body("Something else happened in another town."))
                .authorityStandsAt(9)
                .receives(Item.of("last").version("1").body("In the hills a third thing came to pass."));

        Map<String, Long> states = heads(0, 7, history).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, head -> linkedBy(head.getValue())));

        assertThat(states)
                .containsEntry(QUAKE, 7L)
                .containsEntry("example.wire|later", 7L)
                .containsEntry("example.wire|last", 9L);
    }

    @Test
    void twoReplaysEndInTheSameHash() {
        Consumer<Room> history = room -> room.receives(Item.quake().version("1"))
                .authorityStandsAt(3)
                .receives(Item.quake().version("2").minute(2).headline("Quake hits Lima, three hurt"))
                .receives(Item.of("later").version("1").embargoedUntil(20))
                .authorityStandsAt(9)
                .receives(Item.of("later").version("2").minute(3).embargoedUntil(20))
                .at(60);

        assertThat(digests(heads(60, 0, history))).isEqualTo(digests(heads(60, 0, history)));
        assertThat(digests(heads(60, 0, history))).isEqualTo(digests(heads(0, 0, history)));
        assertThat(digests(heads(60, 9, history))).isNotEqualTo(digests(heads(60, 0, history)));
    }
}
