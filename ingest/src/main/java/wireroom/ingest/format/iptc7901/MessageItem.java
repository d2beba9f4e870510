package wireroom.ingest.format.iptc7901;

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
import wireroom.ingest.format.signal.Signals;
import wireroom.ingest.format.signal.Words;
import wireroom.ingest.format.wire.Lines;
import wireroom.ingest.format.wire.Takes;
import wireroom.ingest.format.wire.WireTime;
import wireroom.model.AltId;
import wireroom.model.EdNote;
import wireroom.model.Sequence;
import wireroom.model.Subject;
import wireroom.model.WireItem;

/** One message as a wire item. */
final class MessageItem {
    /** Bells that mean "look here"; fewer are line noise. */
    private static final int RINGS = 4;
    /** Lines of a head that say which take it is, and not what happened. */
    private static final Pattern TAKE_LINE = Pattern.compile(
            "^\\(?(?:\\d{1,2}(?:ST|ND|RD|TH|\\.)?\\s*(?:LEAD|LD|UPDATE|TAKE|ADD|[Ll]ead|[Tt]ake|[Aa]dd|ZUSAMMENFASSUNG|NEUFASSUNG|FASSUNG|Zusammenfassung|Neufassung|Fassung|suite)|REFILE|EXTRA|URGENT|BULLETIN|FLASH|ALERT|EIL(?:MELDUNG)?|ROUNDUP|ANALYSIS|BACKGROUND|FEATURE|PREVIEW|NEWS"
                    + " ?FEATURE|UPDATE|LEAD|ADD|INSERT|SUB|CORR|KORR|Achtung|Zusammenfassung|Neu|Wiederholung|Korrektur|Berichtigung|Hintergrund|Sperrfrist|EMBARGO|KILL|HOLD|CORRECTED|CORRECTION|TEIL|SUITE|RELEASE|FREIGABE|ANNUL|RECTIFICATIF|CORRECTIF|CORRECCI|NOTICIA"
                    + " ANULADA|STORY|D[\u00C9E]P[\u00CAE]CHE|MELDUNG|NE PAS|BITTE|[A\u00C0] RETENIR|NO"
                    + " (?:USAR|DIFUNDIR|UTILIZAR|PUBLICAR)|RETEN|LEV[\u00C9E]E)\\b[^a-z]{0,20}.{0,60}$|^\\([^)]{2,80}\\)$");

    private final Document document;
    private final Header header;
    private final Message message;
    private final Map<String, String> extras = new LinkedHashMap<>();

    MessageItem(Document document, Header header, Message message) {
        this.document = document;
        this.header = header;
        this.message = message;
    }

    WireItem item(byte[] raw, int index, String charset) {
        Optional<Instant> created = created();
        LocalDate day =
                created.orElse(document.receivedAt()).atZone(document.zone()).toLocalDate();
        Sequence sequence = new Sequence(header.service(), header.number(), day.toString(), null);
        Optional<SequenceRef> reference = header.reference().map(ref -> ref.on(day));
        Optional<Header.Versioned> versioned = header.versioned();

        List<String> takeLines = new ArrayList<>(message.head());
        String headline = headline(takeLines);
        String takeKey = takeLines.isEmpty() ? null : Plain.text(String.join("\n", takeLines));
        String body = Lines.paragraphs(message.text());
        List<EdNote> notes = notes();
        String slugline = Plain.line(message.slugline());

        Words.Builder words = new Words.Builder(created.orElse(document.receivedAt()), document.zone())
                .own(SequenceRef.of(sequence).on(day))
                .own(SequenceRef.of(header.service(), header.number()))
                .service(document.provider())
                .alarmed(message.bells() >= RINGS || header.priority() == 1)
                .slugline(slugline)
                .add("takeKey", Place.HEAD, takeKey)
                .add("headline", Place.HEAD, headline)
                .add("slugline", Place.HEAD, slugline);
        header.reference().ifPresent(words::own);
        notes.forEach(note -> words.add("edNotes", Place.NOTE, note.getText()));
        words.add("bodyText", Place.BODY, body);
        Words said = words.build();
        Takes.Outcome outcome = Takes.decide(
                Signals.action(said), takeKey, slugline, versioned.map(Header.Versioned::version), "iptc7901");

        WireItem.Builder item = Items.start(
                        document, "iptc7901", uri(day, versioned), index, raw, "text/vnd.iptc.7901", charset)
                .setAltIds(reference
                        .map(ref -> List.of(new AltId(SequenceRef.ROLE, ref.toString())))
                        .orElse(List.of()))
                .setRevisionRaw(versioned.map(Header.Versioned::version).orElse(null))
                .setVersionCreated(created.orElse(null))
                .setSequence(sequence)
                .setHeadline(headline)
                .setSlugline(slugline)
                .setTakeKey(takeKey)
                .setByline(Plain.line(message.byline()))
                .setDateline(Lines.dateline(body).orElse(null))
                .setLanguage(document.profile().language().orElse(null))
                .setBodyText(body)
                .setEdNotes(notes)
                .setUrgency(header.priority())
                .setPriority(Integer.toString(header.priority()))
                .setSubjects(subjects())
                .setWordCount(header.words())
                .setEmbargo(Signals.embargo(said))
                .setAction(outcome.action())
                .setActionEvidence(outcome.evidence())
                .setPubStatus(outcome.pubStatus())
                .setTargets(outcome.targets())
                .setPartial(outcome.partial());
        if (header.optional() != null) {
            extra("optional", header.optional());
        }
        if (message.signOff() != null) {
            extra("signOff", message.signOff());
        }
        return item.setExtras(extras).build();
    }

    /** The last line of the head; a headline may run over two lines, but take lines are none of it. */
    private static String headline(List<String> head) {
        int from = head.size();
        while (from > 0 && !TAKE_LINE.matcher(head.get(from - 1)).matches()) {
            from--;
        }
        if (from == head.size()) {
            // Nothing but take lines: the last one has to serve, and says what it says at both places.
            return head.isEmpty() ? null : Plain.line(head.getLast());
        }
        String headline = Plain.line(String.join(" ", head.subList(from, head.size())));
        head.subList(from, head.size()).clear();
        return headline;
    }

    private String uri(LocalDate day, Optional<Header.Versioned> versioned) {
        String start = "urn:wire:" + document.provider() + ":";
        return Plain.identifier(versioned
                .map(v -> start + v.family().replaceAll("\\s+", ":"))
                .orElse(start + header.service() + ":" + day + ":" + header.number()));
    }

    private Optional<Instant> created() {
        Matcher m = Message.TRAILER.matcher(message.trailer());
        if (!m.matches()) {
            return Optional.empty();
        }
        Optional<Instant> time = WireTime.instant(
                Integer.parseInt(m.group(1)),
                WireTime.month(m.group(4)),
                m.group(5),
                m.group(2),
                m.group(3),
                document.zone(),
                document.receivedAt());
        if (time.isEmpty()) {
            extra("trailer", message.trailer());
        }
        return time;
    }

    private List<EdNote> notes() {
        String text = Plain.text(String.join("\n", message.notes()).strip());
        return text.isEmpty() ? List.of() : List.of(new EdNote(null, text));
    }

    private List<Subject> subjects() {
        List<Subject> subjects = new ArrayList<>();
        String scheme = "urn:wire:" + document.provider() + ":category";
        document.profile()
                .category(header.category())
                .ifPresentOrElse(
                        code -> {
                            subjects.add(new Subject(scheme, header.category(), null, code.name(), null, null, null));
                            if (code.subject() != null) {
                                subjects.add(new Subject(null, code.subject(), null, code.name(), null, null, null));
                            }
                        },
                        () -> subjects.add(new Subject(scheme, header.category(), null, null, null, null, null)));
        return subjects;
    }

    private void extra(String name, String value) {
        extras.put(name, TextNode.valueOf(Plain.text(value)).toString());
    }
}
