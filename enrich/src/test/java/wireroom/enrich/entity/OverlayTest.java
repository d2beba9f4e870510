package wireroom.enrich.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import wireroom.enrich.token.Tokens;
import wireroom.model.AuthorityAlias;
import wireroom.model.AuthorityEntry;
import wireroom.model.Entity;
import wireroom.model.EntityType;

/** What the room's own names do to the links of an article. */
class OverlayTest {
    private static final EntityStep SHIPPED = new EntityStep();

    @Test
    void aNameThatTheRoomGaveIsLinkedToItsEntry() {
        String text = "The Velmora Tram Authority said on Monday that two lines would close. Velmora Tram is in debt.";
        EntityStep step = with(entry("desk:1", "Velmora Tram Authority", EntityType.ORG, "Velmora Tram"));

        Entity tram = only(find(step, text), "desk:1");
        assertThat(tram.getName()).isEqualTo("Velmora Tram Authority");
        assertThat(tram.getType()).isEqualTo(EntityType.ORG);
        assertThat(written(text, tram)).containsExactly("Velmora Tram Authority", "Velmora Tram");
        assertThat(tram.getWhy()).contains("a name that the room gave it");
    }

    @Test
    void aNameOfSeveralWordsIsFoundWhereTheModelSeesSomethingElse() {
        String text = "In the evening Blue Hour at Nine drew a crowd to the old pier.";
        EntityStep step = with(entry("desk:2", "Blue Hour at Nine", EntityType.ORG));

        assertThat(written(text, only(find(step, text), "desk:2"))).containsExactly("Blue Hour at Nine");
    }

    @Test
    void aNameInsideALongerNameGivesWay() {
        String text = "Elena Stone Harbour met the mayor on Friday. She is 40.";
        EntityStep step = with(entry("desk:3", "Stone", EntityType.ORG));

        assertThat(ids(find(step, text))).doesNotContain("desk:3");
    }

    @Test
    void theArticleBeforeANameDoesNotHideIt() {
        String text = "A spokesman for the Glasshouse declined to comment on Tuesday.";
        EntityStep step = with(entry("desk:4", "the Glasshouse", EntityType.ORG));

        assertThat(written(text, only(find(step, text), "desk:4"))).containsExactly("Glasshouse");
    }

    @Test
    void aShippedEntryKeepsItsNamesAndGetsAnother() {
        EntityStep step = with(entry("iso3166:GE", "Georgia", EntityType.LOC, "Sakartvelo"));

        assertThat(ids(find(step, "Talks in Sakartvelo ended on Friday."))).contains("iso3166:GE");
        assertThat(ids(find(step, "Georgian troops left Tbilisi on Monday. Georgia has asked for talks.")))
                .contains("iso3166:GE");
        assertThat(ids(find(step, "Police in Atlanta, Georgia, arrested two men on Monday, the U.S. attorney said.")))
                .contains("iso3166:US-GA");
    }

    @Test
    void theLikelierOfTwoEntriesOfOneNameIsChosenAndBothAreCandidates() {
        String text = "The minister met managers of Velmora Steel on Friday.";
        AuthorityEntry one = entry("desk:5", "Velmora Steel", EntityType.ORG);
        AuthorityEntry other = AuthorityEntry.newBuilder(entry("desk:6", "Velmora Steel", EntityType.ORG))
                .setPrior(0.25)
                .build();

        Entity steel = only(find(with(other, one), text), "desk:5");

        assertThat(steel.getCandidates())
                .extracting(candidate -> candidate.getId() + " " + candidate.getScore())
                .containsExactly("desk:5 0.8", "desk:6 0.2");
    }

    @Test
    void aLowPriorDoesNotBeatAShippedName() {
        AuthorityEntry unlikely = AuthorityEntry.newBuilder(entry("desk:7", "Jordan", EntityType.LOC))
                .setPrior(0.05)
                .build();

        assertThat(ids(find(with(unlikely), "King Abdullah returned to Jordan on Friday.")))
                .contains("iso3166:JO")
                .doesNotContain("desk:7");
        assertThat(ids(find(with(entry("desk:7", "Jordan", EntityType.LOC)), "The king returned to Jordan on Friday.")))
                .contains("desk:7");
    }

    @Test
    void aMergedEntryAndItsNamesMeanTheOther() {
        AuthorityEntry into = entry("desk:8", "Velmora Steel", EntityType.ORG);
        AuthorityEntry from = merged(entry("desk:9", "Old Foundry Works", EntityType.ORG), "desk:8");

        Entity steel = only(find(with(into, from), "Workers at Old Foundry Works went on strike."), "desk:8");

        assertThat(steel.getName()).isEqualTo("Velmora Steel");
    }

    @Test
    void anIdThatArticlesMadeCanBeMerged() {
        String text = "Minister Zoltan Farkas resigned on Monday.";
        assertThat(ids(find(SHIPPED, text))).contains("local:per:zoltan-farkas");
        AuthorityEntry from = merged(unknown("local:per:zoltan-farkas"), "desk:10");
        EntityStep step = with(entry("desk:10", "Zoltán Farkas the Younger", EntityType.PER), from);

        Entity farkas = only(find(step, text), "desk:10");

        assertThat(farkas.getWhy()).contains("local:per:zoltan-farkas", "merged");
    }

    @Test
    void aShippedEntryCanBeMergedAndRemoved() {
        String text = "The president flew to Moscow on Friday.";
        EntityStep merging =
                with(entry("desk:11", "Moscow desk", EntityType.LOC), merged(unknown("geonames:524901"), "desk:11"));
        EntityStep removing = with(removed("geonames:524901"));

        assertThat(ids(find(merging, text))).contains("desk:11").doesNotContain("geonames:524901");
        assertThat(ids(find(removing, text))).contains("local:loc:moscow").doesNotContain("geonames:524901");
        assertThat(ids(find(SHIPPED, text))).contains("geonames:524901");
    }

    @Test
    void whatMakesNoSenseIsLeftOut() {
        List<AuthorityEntry> nonsense = new ArrayList<>(List.of(
                merged(unknown("circle:1"), "circle:2"),
                merged(unknown("circle:2"), "circle:1"),
                merged(unknown("geonames:524901"), "nobody:1"),
                entry(
                        "long:1",
                        "a b c d e f g h i j k l m n o p q",
                        EntityType.PER,
                        "",
                        " ",
                        "\u0000",
                        "-",
                        "(",
                        "the"),
                AuthorityEntry.newBuilder(entry("weight:1", "Heavy Weight", EntityType.ORG))
                        .setPrior(Double.NaN)
                        .build(),
                entry("", "No Id", EntityType.ORG),
                entry("blank:1", "", EntityType.LOC, "Blank Land")));
        Random random = new Random(20261127);
        for (int i = 0; i < 500; i++) {
            byte[] name = new byte[1 + random.nextInt(40)];
            random.nextBytes(name);
            String text = new String(name, java.nio.charset.StandardCharsets.ISO_8859_1);
            nonsense.add(entry("random:" + i, text, EntityType.values()[random.nextInt(3)], text + text));
        }
        EntityStep step = SHIPPED.with(nonsense);

        List<Entity> found = find(step, "The president flew to Moscow on Friday with Heavy Weight of Blank Land.");

        assertThat(ids(found)).contains("weight:1");
        found.forEach(entity -> assertThat(entity.getConfidence()).isBetween(0.0, 1.0));
    }

    @Test
    void textsWithoutTheRoomsNamesAreReadAsBefore() {
        EntityStep step = with(entry("desk:12", "Qwyzzle Foundry", EntityType.ORG), removed("desk:13"));
        for (String text : List.of(
                "South Korean President Moon Jae-in arrived in Moscow on Friday. Moon thanked Russia.",
                "Georgian troops left Tbilisi on Monday. Georgia has asked for talks.",
                "Paris Hilton flew to Paris on Friday with Michael Jordan of the Chicago Bulls.")) {
            assertThat(find(step, text)).isEqualTo(find(SHIPPED, text));
        }
    }

    @Test
    void theOrderOfTheRecordsOfSeveralEntriesDecidesNothingButTies() {
        List<AuthorityEntry> entries = new ArrayList<>(List.of(
                entry("desk:14", "Velmora", EntityType.LOC, "Port of Velmora"),
                entry("desk:15", "Port of Velmora Trust", EntityType.ORG),
                merged(entry("desk:16", "Vellmora", EntityType.LOC), "desk:14")));
        String text = "Ships left Vellmora, and the Port of Velmora Trust paid the Port of Velmora.";
        List<Entity> first = find(SHIPPED.with(entries), text);
        java.util.Collections.reverse(entries);

        assertThat(find(SHIPPED.with(entries), text)).isEqualTo(first);
        assertThat(ids(first)).contains("desk:14", "desk:15");
    }

    @Test
    void whatIsShippedIsListedWithItsNames() {
        var shipped = EntityStep.shipped();

        assertThat(shipped).containsKeys("iso3166:GE", "geonames:524901", "org:kremlin");
        assertThat(shipped.get("iso3166:US").getAliases())
                .extracting(AuthorityAlias::getName)
                .contains("U.S.", "America");
        assertThat(shipped.values())
                .allSatisfy(entry -> assertThat(entry.getPrior()).isBetween(0.0, 1.0));
    }

    @Test
    void saysWhyATextCouldNeverBearAName() {
        assertThat(EntityStep.refusal("Bank of Elsewhere")).isNull();
        assertThat(EntityStep.refusal(" ")).contains("empty");
        assertThat(EntityStep.refusal("a\tb")).contains("control character");
        assertThat(EntityStep.refusal("one two three four five six seven eight nine"))
                .contains("9 words");
    }

    private static EntityStep with(AuthorityEntry... said) {
        return SHIPPED.with(Arrays.asList(said));
    }

    private static AuthorityEntry entry(String id, String name, EntityType type, String... aliases) {
        return AuthorityEntry.newBuilder()
                .setId(id)
                .setName(name)
                .setType(type)
                .setAliases(Arrays.stream(aliases)
                        .map(alias -> new AuthorityAlias(alias, 1.0))
                        .toList())
                .setChangedAt(Instant.EPOCH)
                .build();
    }

    private static AuthorityEntry unknown(String id) {
        return AuthorityEntry.newBuilder()
                .setId(id)
                .setName(id)
                .setChangedAt(Instant.EPOCH)
                .build();
    }

    private static AuthorityEntry merged(AuthorityEntry from, String into) {
        return AuthorityEntry.newBuilder(from).setInto(into).build();
    }

    private static AuthorityEntry removed(String id) {
        return AuthorityEntry.newBuilder(unknown(id)).setRemoved(true).build();
    }

    private static List<Entity> find(EntityStep step, String text) {
        return step.find(null, null, text, Tokens.of(text), "en");
    }

    private static List<String> ids(List<Entity> entities) {
        return entities.stream().map(Entity::getId).toList();
    }

    private static Entity only(List<Entity> entities, String id) {
        List<Entity> found =
                entities.stream().filter(entity -> entity.getId().equals(id)).toList();
        assertThat(found).as("%s among %s", id, entities).hasSize(1);
        return found.getFirst();
    }

    private static List<String> written(String text, Entity entity) {
        return entity.getMentions().stream()
                .map(mention -> text.substring(mention.getStart(), mention.getEnd()))
                .toList();
    }
}
