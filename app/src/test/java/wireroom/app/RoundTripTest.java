package wireroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wireroom.gateway.form.Form;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Input;
import wireroom.ingest.format.Limits;
import wireroom.ingest.format.Parsed;
import wireroom.ingest.format.sniff.FormatParser;
import wireroom.ingest.profile.Profile;
import wireroom.model.Action;
import wireroom.model.Article;
import wireroom.model.Channel;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Entity;
import wireroom.model.EntityType;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.MediaTopic;
import wireroom.model.Mention;
import wireroom.model.NamedConcept;
import wireroom.model.Pins;
import wireroom.model.PubStatus;
import wireroom.model.Subject;
import wireroom.model.TopicOrigin;
import wireroom.model.WireItem;

/** What the gateway writes in a standard form, ingest reads as the same article. A failure names the seed. */
class RoundTripTest {
    private static final int ARTICLES = 400;
    private static final String[] WORDS = {
        "harbour",
        "Zoë",
        "<tag>",
        "R&D",
        "\"quoted\"",
        "]]>",
        "café",
        "東京",
        "emoji\ud83d\ude00",
        "o'clock",
        "100%",
        "a:b"
    };

    @ParameterizedTest
    @EnumSource(Form.class)
    void whatGoesOutIsReadBackTheSame(Form form) {
        for (int seed = 0; seed < ARTICLES; seed++) {
            Article article = article(new Random(seed));
            Parsed parsed = FormatParser.parse(document(form.write(article)));
            assertThat(parsed.refusals()).as("seed %s", seed).isEmpty();
            assertThat(parsed.items()).as("seed %s", seed).hasSize(1);
            WireItem item = parsed.items().getFirst();
            assertThat(read(form, item)).as("seed %s", seed).isEqualTo(said(form, article));
        }
    }

    private static Document document(byte[] bytes) {
        return new Document(
                Input.of(bytes),
                "other",
                "test",
                Channel.PUSH,
                "request-1",
                Optional.empty(),
                Instant.parse("2026-11-22T00:00:00Z"),
                StandardCharsets.UTF_8,
                ZoneOffset.UTC,
                Profile.DEFAULT,
                Limits.DEFAULT);
    }

    /** The canonical fields that a form can say, as lines; a form that cannot say one leaves it out on both sides. */
    private static List<String> said(Form form, Article a) {
        boolean atom = form == Form.ATOM;
        boolean deleted = atom && a.getStatus() != PubStatus.USABLE;
        List<String> lines = new ArrayList<>();
        lines.add("uri " + a.getUri());
        lines.add("versionCreated " + a.getVersionCreated());
        lines.add("status " + (deleted ? PubStatus.CANCELED : a.getStatus()));
        if (deleted) {
            return lines;
        }
        lines.add("headline " + a.getHeadline());
        lines.add("summary " + a.getSummary());
        lines.add("body " + a.getBody());
        lines.add("language " + a.getLanguage());
        lines.add("firstCreated " + a.getFirstCreated());
        lines.add("keywords " + a.getKeywords());
        lines.add(
                "topics " + a.getMediaTopics().stream().map(MediaTopic::getCode).toList());
        lines.add("terms " + a.getUsageTerms());
        if (!atom) {
            lines.add("byline " + a.getByline());
            lines.add("dateline " + a.getDateline());
            lines.add("slugline " + a.getSlugline());
            lines.add("version " + a.getVersion());
            lines.add("urgency " + a.getUrgency());
            lines.add("embargo " + a.getEmbargo().getUntil());
            lines.add("expires " + a.getExpires());
            lines.add("notes " + String.join(" ", a.getEdNotes()));
            lines.add("people " + names(a, EntityType.PER));
            lines.add("organisations " + names(a, EntityType.ORG));
            lines.add("places " + names(a, EntityType.LOC));
        }
        if (form != Form.NINJS) {
            lines.add("link " + a.getLink());
        }
        return lines;
    }

    private static List<String> read(Form form, WireItem i) {
        boolean atom = form == Form.ATOM;
        List<String> lines = new ArrayList<>();
        lines.add("uri " + i.getUri());
        lines.add("versionCreated " + i.getVersionCreated());
        lines.add("status " + i.getPubStatus());
        if (i.getAction() == Action.DELETE) {
            return lines;
        }
        lines.add("headline " + i.getHeadline());
        lines.add("summary " + i.getSummary());
        lines.add("body " + body(i));
        lines.add("language " + i.getLanguage());
        lines.add("firstCreated " + i.getFirstCreated());
        lines.add("keywords " + i.getKeywords());
        lines.add("topics " + i.getSubjects().stream().map(RoundTripTest::code).toList());
        lines.add("terms "
                + (i.getRights() == null
                        ? null
                        : atom ? i.getRights().getNotice() : i.getRights().getUsageTerms()));
        if (!atom) {
            lines.add("byline " + i.getByline());
            lines.add("dateline "
                    + (i.getDateline() == null ? null : i.getDateline().getText()));
            lines.add("slugline " + i.getSlugline());
            lines.add("version " + i.getRevisionRaw());
            lines.add("urgency " + i.getUrgency());
            lines.add("embargo " + i.getEmbargo().getUntil());
            lines.add("expires " + i.getExpires());
            lines.add("notes " + i.getEdNotes().stream().map(n -> n.getText()).collect(Collectors.joining(" ")));
            lines.add("people "
                    + i.getPeople().stream().map(NamedConcept::getName).toList());
            lines.add("organisations "
                    + i.getOrganisations().stream().map(NamedConcept::getName).toList());
            lines.add("places "
                    + i.getPlaces().stream().map(NamedConcept::getName).toList());
        }
        if (form != Form.NINJS) {
            lines.add("link " + i.getLink());
        }
        return lines;
    }

    private static String code(Subject subject) {
        return subject.getCode() != null
                ? subject.getCode()
                : "medtop:" + subject.getUri().substring(subject.getUri().lastIndexOf('/') + 1);
    }

    private static List<String> names(Article article, EntityType type) {
        return article.getEntities().stream()
                .filter(e -> e.getType() == type)
                .map(Entity::getName)
                .toList();
    }

    private static String body(WireItem item) {
        if (item.getBodyHtml() == null) {
            return item.getBodyText();
        }
        return Jsoup.parseBodyFragment(item.getBodyHtml()).select("p").stream()
                .map(p -> {
                    p.select("br").forEach(br -> br.replaceWith(new org.jsoup.nodes.TextNode("\n")));
                    return p.wholeText();
                })
                .collect(Collectors.joining("\n\n"));
    }

    private static Article article(Random random) {
        PubStatus status = random.nextInt(8) == 0 ? PubStatus.values()[1 + random.nextInt(2)] : PubStatus.USABLE;
        boolean text = status == PubStatus.USABLE;
        Instant created = Instant.ofEpochSecond(1_790_000_000L + random.nextInt(10_000_000));
        boolean embargoed = random.nextInt(4) == 0;
        String uri =
                "tag:northwire.example,2026:" + random.nextInt(100_000) + (random.nextBoolean() ? "?a=1&b=<2>" : "");
        uri = uri.replace("<", "%3C").replace(">", "%3E");
        return Article.newBuilder()
                .setId("northwire|" + uri)
                .setProvider("northwire")
                .setUri(uri)
                .setVersion(Integer.toString(1 + random.nextInt(12)))
                .setEmission(1 + random.nextInt(30))
                .setStatus(status)
                .setEmbargo(Embargo.newBuilder()
                        .setKind(embargoed ? EmbargoKind.UNTIL : EmbargoKind.NONE)
                        .setUntil(embargoed ? created.plusSeconds(3_600) : null)
                        .build())
                .setAction(
                        status == PubStatus.CANCELED
                                ? Action.KILL
                                : status == PubStatus.WITHHELD ? Action.HOLD : Action.UPDATE)
                .setActionEvidence(Evidence.newBuilder()
                        .setKind(EvidenceKind.EXPLICIT)
                        .setRule("ninjs.version")
                        .build())
                .setLanguage(text && random.nextBoolean() ? "nb" : null)
                .setHeadline(text ? words(random, 6) : null)
                // ninjs cannot say that a byline is plain text: one that looks like markup is read as markup.
                .setByline(text && random.nextBoolean() ? words(random, 2).replace("<", "") : null)
                .setDateline(text && random.nextBoolean() ? words(random, 2) : null)
                .setSlugline(text && random.nextBoolean() ? words(random, 1) : null)
                .setSummary(text && random.nextBoolean() ? words(random, 9) : null)
                .setBody(text ? body(random) : null)
                .setUrgency(text && random.nextBoolean() ? 1 + random.nextInt(9) : null)
                .setKeywords(text && random.nextBoolean() ? List.of(words(random, 1), words(random, 2)) : List.of())
                .setEdNotes(text && random.nextBoolean() ? List.of(words(random, 5)) : List.of())
                .setUsageTerms(text && random.nextBoolean() ? words(random, 5) : null)
                .setLink(text && random.nextBoolean() ? "https://northwire.example/a?b=1&c=2" : null)
                .setSource("s")
                .setFormat("ninjs-3")
                .setFirstCreated(random.nextBoolean() ? created.minusSeconds(60) : null)
                .setVersionCreated(created)
                .setReceivedAt(created.plusSeconds(5))
                .setExpires(random.nextBoolean() ? created.plusSeconds(86_400) : null)
                .setEntities(
                        text
                                ? List.of(
                                        entity("geonames:52", words(random, 1), EntityType.LOC),
                                        entity("local:x", words(random, 2), EntityType.PER),
                                        entity("local:y", words(random, 1), EntityType.ORG))
                                : List.of())
                .setMediaTopics(
                        text
                                ? List.of(new MediaTopic(
                                        "medtop:20000337", words(random, 1), 0.5, TopicOrigin.WIRE, List.of()))
                                : List.of())
                .setPins(new Pins("c", "m", "v", "s", 0L))
                .build();
    }

    private static Entity entity(String id, String name, EntityType type) {
        return Entity.newBuilder()
                .setId(id)
                .setName(name)
                .setType(type)
                .setMentions(List.of(new Mention(0, 1)))
                .setConfidence(1)
                .build();
    }

    private static String body(Random random) {
        String[] paragraphs = new String[1 + random.nextInt(4)];
        Arrays.setAll(paragraphs, i -> words(random, 12) + (random.nextInt(3) == 0 ? "\n" + words(random, 4) : ""));
        return String.join("\n\n", paragraphs);
    }

    private static String words(Random random, int count) {
        String[] words = new String[count];
        Arrays.setAll(words, i -> WORDS[random.nextInt(WORDS.length)]);
        return String.join(" ", words);
    }
}
