package wireroom.ingest.format.anpa;

import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import wireroom.article.SequenceRef;
import wireroom.ingest.format.Document;
import wireroom.ingest.format.Items;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.signal.Place;
import wireroom.ingest.format.signal.Said;
import wireroom.ingest.format.signal.Signals;
import wireroom.ingest.format.signal.Words;
import wireroom.ingest.format.wire.Lines;
import wireroom.ingest.format.wire.Takes;
import wireroom.ingest.format.wire.WireTime;
import wireroom.model.Action;
import wireroom.model.Association;
import wireroom.model.EdNote;
import wireroom.model.Embargo;
import wireroom.model.EmbargoKind;
import wireroom.model.Evidence;
import wireroom.model.EvidenceKind;
import wireroom.model.Sequence;
import wireroom.model.Target;
import wireroom.model.WireItem;

/** One message as a wire item. */
final class StoryItem {
    /** Urgency of a priority letter where the provider's table does not say. */
    private static final Map<String, Integer> URGENCY = Map.of("f", 1, "b", 2, "u", 3, "r", 4, "d", 5, "a", 6, "s", 6);

    /** Slugs of which many different items go out in a day: they name a kind, not a story. */
    private static final Pattern KIND = Pattern.compile(
            "(?:News ?Alerts?|Advisor(?:y|ies)|Digests?|Budgets?|Box|Boxes|Line"
                    + " ?scores?|Sums?|Standings?|Results?|Schedules?|Score"
                    + " ?board|Scores?|Glance|Calendar|Agate|Odds|Transactions"
                    + "|Leaders|Stocks|Weather|Forecasts?|Summary|Briefs?|Roundup|Lottery|Lotteries|Test|Quotes?|Prices|Markets?|Glantz)(?![\\p{L}])",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern ADVANCE =
            Pattern.compile("(?<![\\p{L}])Adv\\.?\\s?(\\d{1,2})?(?![\\p{L}\\d])", Pattern.CASE_INSENSITIVE);
    private static final Pattern CORRECTIVE =
            Pattern.compile("(?<![\\p{L}])Corrective(?![\\p{L}])", Pattern.CASE_INSENSITIVE);
    /** What a version text begins with, in a keyword line that has keyword and version in one. */
    private static final Pattern VERSION = Pattern.compile(
            "\\s(?=\\d{1,2}(?:st|nd|rd|th)|Ld|Adv|Writethr|Add|Insert|Sub|KILL|Kill|HOLD|Hold|Corrective|CORRECT|URGENT|BULLETIN)");

    private final Document document;
    private final Header header;
    private final Story story;

    StoryItem(Document document, Header header, Story story) {
        this.document = document;
        this.header = header;
        this.story = story;
    }

    WireItem item(byte[] raw, int index, String charset) {
        String slug = story.slug() == null ? VERSION.split(header.keyword(), 2)[0].strip() : story.slug();
        String version = story.version() == null ? headerVersion() : story.version();
        Optional<Instant> filed = filed();
        LocalDate day = day(filed);
        String service = String.valueOf(header.service());
        SequenceRef own = SequenceRef.of(service, header.number());
        Instant written = filed.orElse(document.receivedAt());

        Words.Builder builder = new Words.Builder(written, document.zone())
                .own(own)
                .alarmed(header.priority() == 'f' || header.priority() == 'b')
                .slugline(slug)
                .add("takeKey", Place.HEAD, version)
                .add("headline", Place.HEAD, story.headline());
        story.notes().forEach(note -> builder.add("edNotes", Place.NOTE, note));
        builder.add("bodyText", Place.BODY, story.body());
        Words words = builder.build();
        Optional<Said> said = Signals.action(words);
        Takes.Outcome outcome = Takes.decide(said, version, slug, Optional.empty(), "anpa");
        List<Target> targets = outcome.targets();
        boolean corrective = version != null && CORRECTIVE.matcher(version).find();
        if (corrective) {
            targets = List.of(new Target(null, null, slug, "corrective", null));
        }
        // Within a family the revision says what it follows; a target would name itself.
        boolean family = !slug.isBlank()
                && !header.tabular()
                && !corrective
                && !outcome.partial()
                && said.map(s -> !s.isNotice()).orElse(true)
                && !KIND.matcher(slug).find();
        if (family) {
            targets = targets.stream()
                    .filter(target -> target.getSequenceRef() != null)
                    .toList();
        }
        Map<String, String> extras = new LinkedHashMap<>();
        if (story.title() != null) {
            extras.put("bylineTitle", TextNode.valueOf(story.title()).toString());
        }
        return Items.start(
                        document,
                        "anpa1312",
                        family ? familyUri(day, slug) : sequenceUri(day, service),
                        index,
                        raw,
                        "text/vnd.anpa.1312",
                        charset)
                .setRevisionRaw(revision(version, outcome.action()))
                .setVersionCreated(filed.orElse(null))
                .setSequence(new Sequence(
                        service, (long) header.number(), day.toString(), String.valueOf(header.category())))
                .setHeadline(story.headline())
                .setSummary(story.summary())
                .setSlugline(slug.isBlank() ? null : slug)
                .setTakeKey(version)
                .setByline(story.byline())
                .setDateline(Lines.dateline(story.body()).orElse(null))
                .setLanguage(document.profile().language().orElse(null))
                .setBodyText(story.body())
                .setEdNotes(story.notes().stream()
                        .map(note -> new EdNote(null, note))
                        .toList())
                .setUrgency(urgency())
                .setPriority(String.valueOf(header.priority()))
                .setAssociations(story.photos().stream()
                        .map(name -> new Association(name, null, null, "picture", null))
                        .toList())
                .setWordCount(header.words())
                .setEmbargo(embargo(words, version))
                .setAction(outcome.action())
                .setActionEvidence(outcome.evidence())
                .setPubStatus(outcome.pubStatus())
                .setTargets(targets)
                .setPartial(outcome.partial())
                .setExtras(extras)
                .build();
    }

    private String headerVersion() {
        String[] parts = VERSION.split(header.keyword(), 2);
        return parts.length < 2 ? null : Plain.line(parts[1]);
    }

    private Integer urgency() {
        String letter = String.valueOf(header.priority());
        return document.profile().urgency(letter).orElse(URGENCY.get(letter));
    }

    private Optional<Instant> filed() {
        Matcher m = story.filed();
        return m == null
                ? Optional.empty()
                : WireTime.instant(
                        Integer.parseInt(m.group(4)),
                        Integer.parseInt(m.group(3)),
                        m.group(5),
                        m.group(6),
                        m.group(7),
                        document.zone(),
                        document.receivedAt());
    }

    /** The keyword's date; its year is the one nearest to the filing. */
    private LocalDate day(Optional<Instant> filed) {
        Instant near = filed.orElse(document.receivedAt());
        return WireTime.date(header.month(), header.day(), document.zone(), near)
                .orElseGet(() -> near.atZone(document.zone()).toLocalDate());
    }

    private String familyUri(LocalDate day, String slug) {
        return Plain.identifier("urn:wire:" + document.provider() + ":" + day + ":" + slug.replaceAll("\\s+", "-"));
    }

    private String sequenceUri(LocalDate day, String service) {
        return Plain.identifier("urn:wire:" + document.provider() + ":" + service + ":" + day + ":" + header.number());
    }

    /** Numbered leads count; the first story is 0; what has words without a number is ordered by its time. */
    private static String revision(String version, Action action) {
        if (version == null) {
            return action == Action.NEW ? "0" : null;
        }
        Matcher m = NUMBERED.matcher(version);
        return m.find() ? m.group(1) : null;
    }

    private static final Pattern NUMBERED =
            Pattern.compile("(?<![\\p{L}\\d])(\\d{1,2})(?:st|nd|rd|th)\\s*-?\\s*Ld", Pattern.CASE_INSENSITIVE);

    private Embargo embargo(Words words, String version) {
        Embargo said = Signals.embargo(words);
        if (said.getKind() == EmbargoKind.UNTIL) {
            return said;
        }
        Matcher m = version == null ? null : ADVANCE.matcher(version);
        if (m != null && m.find()) {
            Evidence evidence = new Evidence(EvidenceKind.INFERRED, "takeKey.advance", m.start(), m.end());
            Optional<LocalDate> day =
                    m.group(1) == null ? Optional.empty() : next(Integer.parseInt(m.group(1)), words.writtenAt());
            return day.map(d -> new Embargo(EmbargoKind.UNTIL, WireTime.startOf(d, document.zone()), evidence))
                    .orElseGet(() -> new Embargo(EmbargoKind.OPEN, null, evidence));
        }
        if (said.getKind() == EmbargoKind.NONE && header.priority() == 'a') {
            return new Embargo(
                    EmbargoKind.OPEN, null, new Evidence(EvidenceKind.INFERRED, "priority.advance", null, null));
        }
        return said;
    }

    /** The next day of that number: {@code Adv05} of the 28th is for the 5th of the month after. */
    private Optional<LocalDate> next(int dayOfMonth, Instant from) {
        LocalDate written = from.atZone(document.zone()).toLocalDate();
        List<LocalDate> candidates = new ArrayList<>();
        for (int months = 0; months <= 2; months++) {
            LocalDate first = written.withDayOfMonth(1).plusMonths(months);
            if (dayOfMonth >= 1 && dayOfMonth <= first.lengthOfMonth()) {
                candidates.add(first.withDayOfMonth(dayOfMonth));
            }
        }
        return candidates.stream().filter(d -> !d.isBefore(written)).findFirst();
    }
}
