package wireroom.app.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import wireroom.model.AuthorityAlias;
import wireroom.model.AuthorityEntry;
import wireroom.model.EntityType;

class AuthorityTableTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final Map<String, AuthorityEntry> SHIPPED = Map.of(
            "iso3166:GE",
            AuthorityEntry.newBuilder()
                    .setId("iso3166:GE")
                    .setName("Georgia")
                    .setType(EntityType.LOC)
                    .setPrior(0.2)
                    .setAliases(List.of(new AuthorityAlias("Géorgie", 0.2)))
                    .setIdentifiers(List.of("wikidata:Q230"))
                    .setChangedAt(Instant.EPOCH)
                    .build());

    private final Map<String, AuthorityEntry> own = new HashMap<>();

    private AuthorityTable table() {
        return new AuthorityTable(SHIPPED, own);
    }

    private void take(Collection<AuthorityEntry> records) {
        records.forEach(record -> own.put(record.getId(), record));
    }

    private void load(String alias, String id, EntityType type, double prior) {
        take(table().load("f", List.of(new Said.Name(1, id, type, alias, prior)), NOW));
    }

    private static List<String> names(AuthorityEntry entry) {
        return entry.getAliases().stream().map(AuthorityAlias::getName).toList();
    }

    @Test
    void theFirstNameOfANewIdIsItsUsualOneAndLaterOnesAreAliases() {
        load("Velmora Steel", "desk:1", EntityType.ORG, 0.9);
        load("Steelworks", "desk:1", EntityType.ORG, 0.3);

        assertThat(own.get("desk:1").getName()).isEqualTo("Velmora Steel");
        assertThat(own.get("desk:1").getPrior()).isEqualTo(0.9);
        assertThat(own.get("desk:1").getAliases()).containsExactly(new AuthorityAlias("Steelworks", 0.3));
    }

    @Test
    void loadingTheSameAgainChangesNothing() {
        List<Said> said = List.of(
                new Said.Name(1, "desk:1", EntityType.ORG, "Velmora Steel", 1),
                new Said.Name(2, "desk:1", EntityType.ORG, "Steelworks", 1),
                new Said.Whole(3, "desk:2", EntityType.PER, "Ada Quill", 1, List.of(), List.of()));
        take(table().load("f", said, NOW));

        assertThat(table().load("f", said, NOW.plusSeconds(60))).isEmpty();
    }

    @Test
    void aTypeThatContradictsWhatIsKnownIsRefusedWithItsLine() {
        load("Velmora Steel", "desk:1", EntityType.ORG, 1);

        assertThatThrownBy(() -> table().load(
                                "names.tsv", List.of(new Said.Name(9, "desk:1", EntityType.LOC, "Velmora", 1)), NOW))
                .hasMessage("names.tsv:9: desk:1 is ORG, not LOC");
    }

    @Test
    void aShippedEntryGetsAnAliasBesideItsNames() {
        take(table().alias("iso3166:GE", "Sakartvelo", 1, NOW));

        assertThat(own.get("iso3166:GE").getName()).isEqualTo("Georgia");
        assertThat(names(own.get("iso3166:GE"))).containsExactly("Sakartvelo");
        assertThat(names(table().find("iso3166:GE"))).containsExactly("Sakartvelo", "Géorgie");
        assertThat(table().find("iso3166:GE").getIdentifiers()).containsExactly("wikidata:Q230");
    }

    @Test
    void aMergedIdMeansTheOtherAlsoAfterItsFileIsLoadedAgain() {
        load("Velmora Steel", "desk:1", EntityType.ORG, 1);
        load("Old Foundry", "desk:2", EntityType.ORG, 1);
        take(table().merge("desk:2", "desk:1", NOW));
        load("Foundry Works", "desk:2", EntityType.ORG, 1);

        assertThat(table().find("desk:2").getId()).isEqualTo("desk:1");
        assertThat(own.get("desk:2").getInto()).isEqualTo("desk:1");
        assertThat(names(own.get("desk:2"))).containsExactly("Foundry Works");
    }

    @Test
    void aMergeIntoAMergedIdGoesToItsEndAndNeverInACircle() {
        load("A", "desk:1", EntityType.ORG, 1);
        load("B", "desk:2", EntityType.ORG, 1);
        load("C", "desk:3", EntityType.ORG, 1);
        take(table().merge("desk:2", "desk:1", NOW));
        take(table().merge("desk:3", "desk:2", NOW));

        assertThat(own.get("desk:3").getInto()).isEqualTo("desk:1");
        assertThatThrownBy(() -> table().merge("desk:1", "desk:3", NOW)).hasMessageContaining("was merged into desk:1");
        assertThatThrownBy(() -> table().merge("desk:1", "desk:1", NOW)).hasMessageContaining("into itself");
        assertThatThrownBy(() -> table().merge("desk:8", "desk:1", NOW)).hasMessageContaining("no entry desk:8");
        assertThatThrownBy(() -> table().merge("desk:1", "desk:8", NOW)).hasMessageContaining("no entry desk:8");
        assertThat(table().merge("local:org:acme", "desk:1", NOW)).hasSize(1);
    }

    @Test
    void aRemovalIsARecordAndLoadingBringsTheEntryBack() {
        load("Velmora Steel", "desk:1", EntityType.ORG, 1);
        Collection<AuthorityEntry> removal = table().remove("desk:1", NOW);
        take(removal);

        assertThat(removal)
                .singleElement()
                .satisfies(record -> assertThat(record.getRemoved()).isTrue());
        assertThat(table().find("desk:1")).isNull();
        assertThat(table().remove("desk:1", NOW)).isEmpty();
        assertThatThrownBy(() -> table().alias("desk:1", "X", 1, NOW)).hasMessageContaining("no entry desk:1");
        load("Velmora Steel plc", "desk:1", EntityType.ORG, 1);
        assertThat(table().find("desk:1").getName()).isEqualTo("Velmora Steel plc");
    }

    @Test
    void removingAShippedEntryHidesIt() {
        take(table().remove("iso3166:GE", NOW));

        assertThat(table().find("iso3166:GE")).isNull();
        assertThat(table().search("georgia", 10)).isEmpty();
    }

    @Test
    void searchLooksIntoNamesWhateverTheirCaseAndAccents() {
        load("Zoë Quill", "desk:1", EntityType.PER, 1);

        assertThat(table().search("zoe", 10)).extracting(AuthorityEntry::getId).containsExactly("desk:1");
        assertThat(table().search("GEORGIE", 10))
                .extracting(AuthorityEntry::getId)
                .containsExactly("iso3166:GE");
        assertThat(table().search("nobody", 10)).isEmpty();
    }
}
