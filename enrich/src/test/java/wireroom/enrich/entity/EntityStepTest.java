package wireroom.enrich.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import wireroom.enrich.token.Tokens;
import wireroom.model.Entity;
import wireroom.model.EntityType;
import wireroom.model.Mention;

class EntityStepTest {
    private static final String SUMMIT = "South Korean President Moon Jae-in arrived in Moscow on Friday for talks with"
            + " Vladimir Putin, the Kremlin said.\n\nMoon thanked Russia for its patience with the DPRK. “We are"
            + " neighbours,” Putin said. Putin’s guest flies home to Seoul on Sunday.";

    private final EntityStep step = new EntityStep();

    @Test
    void joinsBareFamilyNamesToThePersonNamedInFull() {
        assertThat(mentions(SUMMIT, "local:per:moon-jae-in")).containsExactly("Moon Jae-in", "Moon");
        assertThat(mentions(SUMMIT, "enwiki:Vladimir Putin")).containsExactly("Vladimir Putin", "Putin", "Putin");
    }

    @Test
    void linksCountriesUnderAnyUsualName() {
        assertThat(mentions(SUMMIT, "iso3166:KP")).containsExactly("DPRK");
        assertThat(mentions(SUMMIT, "iso3166:RU")).containsExactly("Russia");
        assertThat(mentions("Talks between the U.S. and North Korea failed.", "iso3166:US"))
                .containsExactly("U.S.");
    }

    @Test
    void linksCitiesToGeoNames() {
        assertThat(mentions(SUMMIT, "geonames:524901")).containsExactly("Moscow");
        assertThat(mentions(SUMMIT, "geonames:1835848")).containsExactly("Seoul");
    }

    @Test
    void keepsTitlesAndPossessivesOutOfNames() {
        assertThat(names(SUMMIT)).doesNotContain("President Moon Jae-in", "Putin’s", "South Korean");
    }

    @Test
    void ordersEntitiesByFirstMentionAndNeverOverlapsMentions() {
        List<Entity> entities = find(SUMMIT).stream()
                .filter(entity -> !entity.getMentions().isEmpty())
                .toList();
        assertThat(entities)
                .isSortedAccordingTo((a, b) -> a.getMentions().getFirst().getStart()
                        - b.getMentions().getFirst().getStart());
        List<Mention> all = new ArrayList<>();
        entities.forEach(entity -> all.addAll(entity.getMentions()));
        all.sort((a, b) -> a.getStart() - b.getStart());
        IntStream.range(1, all.size())
                .forEach(i -> assertThat(all.get(i).getStart())
                        .isGreaterThanOrEqualTo(all.get(i - 1).getEnd()));
        entities.forEach(entity -> assertThat(entity.getWhy()).isNotBlank());
    }

    @Test
    void tellsThePlacesGeorgiaApartByTheirCompany() {
        String caucasus = "Georgian troops left Tbilisi on Monday. Georgia has asked for talks.";
        assertThat(mentions(caucasus, "iso3166:GE")).containsExactly("Georgia");
        String south = "Police in Atlanta, Georgia, arrested two men on Monday, the U.S. attorney said.";
        assertThat(mentions(south, "iso3166:US-GA")).containsExactly("Georgia");
    }

    @Test
    void readsAPersonWhereAPlaceBearsTheSameName() {
        assertThat(typeOf("Basketball great Michael Jordan met reporters on Friday.", "Michael Jordan"))
                .isEqualTo(EntityType.PER);
        assertThat(mentions("King Abdullah returned to Jordan on Friday.", "iso3166:JO"))
                .containsExactly("Jordan");
        assertThat(typeOf("Paris Hilton flew to Paris on Friday.", "Paris Hilton"))
                .isEqualTo(EntityType.PER);
        assertThat(mentions("Paris Hilton flew to Paris on Friday.", "geonames:2988507"))
                .containsExactly("Paris");
        assertThat(mentions("The president flew to Washington on Friday.", "geonames:4140963"))
                .containsExactly("Washington");
    }

    @Test
    void tellsPeopleOfOneNameApartByWhatTheTextIsAbout() {
        String cricket = "Fast bowler Paul Johnson took five wickets in the second innings on Friday.";
        assertThat(find(cricket)).anySatisfy(entity -> {
            assertThat(entity.getId()).isEqualTo("enwiki:Paul Johnson (cricketer)");
            assertThat(entity.getWhy()).contains("cricketer");
            assertThat(entity.getCandidates())
                    .hasSizeGreaterThan(1)
                    .isSortedAccordingTo((a, b) -> Double.compare(b.getScore(), a.getScore()));
        });
    }

    @Test
    void linksACountryWhereItsPeopleIsNamed() {
        String text = "The Russian delegation left Geneva with two Frenchmen.";
        assertThat(find(text)).anySatisfy(entity -> {
            assertThat(entity.getId()).isEqualTo("iso3166:RU");
            assertThat(entity.getIdentifiers()).containsExactly("wikidata:Q159");
            assertThat(entity.getMentions()).isEmpty();
            assertThat(entity.getPeoples())
                    .extracting(people -> text.substring(people.getStart(), people.getEnd()))
                    .containsExactly("Russian");
        });
    }

    @Test
    void readsTheKremlinAsTheGovernmentThatSitsThere() {
        assertThat(typeOf("The Kremlin said on Friday that talks would go on.", "Kremlin"))
                .isIn(EntityType.ORG, EntityType.LOC);
        assertThat(mentions("The Kremlin said on Friday that talks would go on.", "org:kremlin"))
                .containsExactly("Kremlin");
    }

    @Test
    void aBareFamilyNameIsThePersonAlsoWhereAPlaceBearsIt() {
        String jordan = "Basketball great Michael Jordan met reporters on Friday. Jordan said that he was glad.";
        assertThat(people(jordan)).containsExactly("Michael Jordan", "Jordan");
        assertThat(find(jordan)).extracting(Entity::getId).doesNotContain("iso3166:JO");
        String hilton = "Paris Hilton opened a shop in Paris on Friday. Hilton said that she would stay.";
        assertThat(people(hilton)).containsExactly("Paris Hilton", "Hilton");
        assertThat(mentions(hilton, "geonames:2988507")).containsExactly("Paris");
    }

    @Test
    void aFamilyNameThatIsAlsoACapitalIsThePersonNamedBefore() {
        String actor = "Denzel Washington opened the festival on Friday. Washington said that he was proud."
                + " He flew to Washington on Sunday.";
        assertThat(mentions(actor, "geonames:4140963")).containsExactly("Washington");
        assertThat(people(actor)).containsExactly("Denzel Washington", "Washington");
        assertThat(find(actor))
                .filteredOn(entity -> entity.getType() == EntityType.PER)
                .hasSize(1);
        assertThat(mentions("Washington said on Friday that Denzel Washington had been invited.", "geonames:4140963"))
                .as("named in full only later")
                .containsExactly("Washington");
    }

    @Test
    void aRegionAfterACityOfItIsTheRegion() {
        String seattle = "Police in Seattle, Washington, arrested two men on Monday.";
        assertThat(mentions(seattle, "iso3166:US-WA")).containsExactly("Washington");
        assertThat(find(seattle))
                .anySatisfy(entity -> assertThat(entity.getWhy()).contains("written after a city of it"));
        String actor = "Denzel Washington spoke in Seattle, Washington, on Monday. Washington said little.";
        assertThat(mentions(actor, "iso3166:US-WA")).containsExactly("Washington");
        assertThat(people(actor)).containsExactly("Denzel Washington", "Washington");
        assertThat(mentions("Flights to New York, Washington and Boston were late.", "geonames:4140963"))
                .as("a list of cities")
                .containsExactly("Washington");
        assertThat(mentions("Talks in Washington went on.", "geonames:4140963")).containsExactly("Washington");
    }

    @Test
    void theMoonIsNobody() {
        assertThat(people("The agency wants to send a crew to the Moon in two years. The Moon has no air."))
                .isEmpty();
    }

    @Test
    void theKremlinIsLinkedInQuotationMarksToo() {
        assertThat(mentions("Two officials said on Friday that “the Kremlin” had not answered.", "org:kremlin"))
                .containsExactly("Kremlin");
    }

    private List<String> people(String text) {
        return find(text).stream()
                .filter(entity -> entity.getType() == EntityType.PER)
                .flatMap(entity -> written(text, entity).stream())
                .toList();
    }

    @Test
    void refusesModelsThatAreNotThere() {
        assertThat(step.using("open").digest()).hasSize(64).isNotEqualTo(step.digest());
        assertThatThrownBy(() -> step.using("best")).hasMessageContaining("set it to news or open");
    }

    @Test
    void linksAnAcronymToTheNameThatIntroducedIt() {
        String text = "The Nairobi Water Company (NWC) raised its prices. NWC said on Monday that pipes were old.";
        assertThat(find(text)).anySatisfy(entity -> {
            assertThat(entity.getType()).isEqualTo(EntityType.ORG);
            assertThat(written(text, entity)).contains("NWC", "Nairobi Water Company");
        });
    }

    @Test
    void givesUnknownNamesTheSameIdInEveryArticle() {
        String first = "Minister Zoltan Farkas resigned on Monday.";
        String second = "It was Zoltan Farkas who paid, a court in Budapest heard.";
        assertThat(mentions(first, "local:per:zoltan-farkas")).containsExactly("Zoltan Farkas");
        assertThat(mentions(second, "local:per:zoltan-farkas")).containsExactly("Zoltan Farkas");
    }

    @Test
    void readsDatelinesInCapitals() {
        assertThat(mentions("MOSCOW, Nov 3 - Prices rose in Russia on Monday.", "geonames:524901"))
                .containsExactly("MOSCOW");
    }

    @Test
    void readsOtherLanguages() {
        String german = "Die Außenminister von Deutschland und Russland trafen sich am Montag in Wien.";
        assertThat(find(german, "de"))
                .extracting(Entity::getId)
                .contains("iso3166:DE", "iso3166:RU", "geonames:2761369");
        String spanish = "El presidente de Rusia llegó el lunes a Moscú.";
        assertThat(find(spanish, "es")).extracting(Entity::getId).contains("iso3166:RU", "geonames:524901");
    }

    @Test
    void findsTheAuthoritysNamesInLanguagesWithoutAModel() {
        String french = "Le sommet entre la Russie et la Corée du Nord se tient lundi à Moscou.";
        assertThat(find(french, "fr"))
                .extracting(Entity::getId)
                .containsExactly("iso3166:RU", "iso3166:KP", "geonames:524901");
        assertThat(find("俄罗斯总统访问朝鲜。", "zh")).extracting(Entity::getId).containsExactly("iso3166:RU", "iso3166:KP");
        assertThat(find("Le mannequin Paris Hilton aime Jordan Barrett.", "fr")).isEmpty();
    }

    @Test
    void leavesNamesOfOneLanguageOutOfAnother() {
        // Vietnamese for the United Kingdom, and a common given name.
        assertThat(find("Her friend Anh left.", "fr")).isEmpty();
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        assertThat(find("")).isEmpty();
        assertThat(find("...\n\n--- 1,234 %")).isEmpty();
        assertThat(step.find(null, "Putin", null, Tokens.of(""), "en")).isEmpty();
        assertThat(find("nothing here is written with a capital letter, not even russia"))
                .isEmpty();
    }

    @Test
    void survivesTextsInCapitalsAndMixedScripts() {
        assertThat(find("PUTIN MEETS KIM IN VLADIVOSTOK AS RUSSIA AND NORTH KOREA TALK"))
                .extracting(Entity::getId)
                .contains("iso3166:RU", "iso3166:KP");
        String mixed = "Владимир Путин 会见 Kim Jong Un в Москве \uD83D\uDE00 عمان in Russia.";
        find(mixed)
                .forEach(entity -> entity.getMentions()
                        .forEach(m -> assertThat(mixed.substring(m.getStart(), m.getEnd()))
                                .isNotBlank()));
        assertThat(mentions(mixed, "iso3166:RU")).containsExactly("Russia");
    }

    @Test
    @Timeout(20)
    void readsAMegabyte() {
        assertThat(find((SUMMIT + "\n\n").repeat((1 << 20) / SUMMIT.length()))).hasSizeLessThan(20);
        assertThat(find("Aa ".repeat(350_000))).isNotNull();
        assertThat(find("A".repeat(1 << 20))).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void saysTheSameOnEveryThread() {
        List<Entity> alone = find(SUMMIT);
        assertThat(IntStream.range(0, 64)
                        .parallel()
                        .mapToObj(i -> new EntityStep().find(null, null, SUMMIT, Tokens.of(SUMMIT), "en")))
                .allSatisfy(entities -> assertThat(entities).isEqualTo(alone));
        assertThat(step.digest()).hasSize(64).isEqualTo(new EntityStep().digest());
    }

    private List<Entity> find(String text) {
        return find(text, "en");
    }

    private List<Entity> find(String text, String language) {
        return step.find(null, null, text, Tokens.of(text), language);
    }

    private List<String> mentions(String text, String id) {
        Map<String, List<String>> byId = new TreeMap<>();
        find(text).forEach(entity -> byId.put(entity.getId(), written(text, entity)));
        assertThat(byId).containsKey(id);
        return byId.get(id);
    }

    private EntityType typeOf(String text, String mention) {
        return find(text).stream()
                .filter(entity -> written(text, entity).contains(mention))
                .map(Entity::getType)
                .findFirst()
                .orElseThrow(() -> new AssertionError(mention + " is not among " + names(text)));
    }

    private List<String> names(String text) {
        List<String> names = new ArrayList<>();
        find(text).forEach(entity -> names.addAll(written(text, entity)));
        return names;
    }

    private static List<String> written(String text, Entity entity) {
        return entity.getMentions().stream()
                .map(mention -> text.substring(mention.getStart(), mention.getEnd()))
                .toList();
    }
}
