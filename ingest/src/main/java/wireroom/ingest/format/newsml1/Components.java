package wireroom.ingest.format.newsml1;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.nitf.NitfText;
import wireroom.ingest.format.xml.BodyMarkup;
import wireroom.ingest.format.xml.XmlElement;
import wireroom.ingest.format.xml.XmlFeed;
import wireroom.ingest.format.xml.XmlFields;
import wireroom.ingest.profile.Profile;
import wireroom.model.Association;
import wireroom.model.Dateline;
import wireroom.model.EdNote;
import wireroom.model.NamedConcept;
import wireroom.model.Rights;
import wireroom.model.Subject;
import wireroom.model.WireItem;

/**
 * The tree of {@code NewsComponent}s. The content whose role says so is the article, else the first text; what the
 * components from there up to the root say is said of it, the nearest first. All other content is an association.
 */
final class Components {
    private static final String SUBJECT_CODES = "http://cv.iptc.org/newscodes/subjectcode/";

    private final XmlElement item;
    private final XmlFeed source;
    private final XmlFields fields;
    private final Profile profile;
    /** From the component that has the text up to the root. */
    private final List<XmlElement> path = new ArrayList<>();

    private XmlElement text;

    Components(XmlElement item, XmlFeed source, XmlFields fields, Profile profile) {
        this.item = item;
        this.source = source;
        this.fields = fields;
        this.profile = profile;
    }

    void read(WireItem.Builder built) {
        List<XmlElement> roots = item.named("NewsComponent");
        choose(roots);
        if (path.isEmpty() && !roots.isEmpty()) {
            path.add(roots.getFirst());
        }
        lines(built);
        metadata(built);
        administration(built);
        List<Association> associations = new ArrayList<>(built.getAssociations());
        if (text != null) {
            text(built, associations);
        }
        roots.forEach(root -> associations(root, associations));
        built.setAssociations(associations);
        built.setType(type(associations));
    }

    /** A text, with the components around it, the nearest first. */
    private record Candidate(XmlElement content, List<XmlElement> around, String role) {
        /** What says that it is the article before what says nothing, and that before its parts. */
        int rank() {
            return switch (role.toLowerCase(Locale.ROOT)) {
                case "main", "body", "maintext", "main text", "text", "article", "story" -> 2;
                case "" -> 1;
                default -> 0;
            };
        }
    }

    private static void collect(XmlElement component, Deque<XmlElement> around, List<Candidate> found) {
        around.push(component);
        String role = component.at("Role").map(NewsItem::formal).orElse("");
        for (XmlElement child : component.children()) {
            if (child.name().equals("NewsComponent")) {
                collect(child, around, found);
            } else if (child.name().equals("ContentItem") && isText(child)) {
                found.add(new Candidate(child, List.copyOf(around), role));
            }
        }
        around.pop();
    }

    private void choose(List<XmlElement> roots) {
        List<Candidate> found = new ArrayList<>();
        roots.forEach(root -> collect(root, new ArrayDeque<>(), found));
        Candidate best = null;
        for (Candidate candidate : found) {
            best = best == null || candidate.rank() > best.rank() ? candidate : best;
        }
        if (best == null) {
            return;
        }
        text = best.content();
        path.addAll(best.around());
        for (Candidate other : found) {
            if (!other.content().equals(text) && other.rank() == 0) {
                data(other.content()).ifPresent(d -> fields.keep(other.role(), fields.line(d)));
            }
        }
    }

    private static Optional<XmlElement> data(XmlElement content) {
        return content.at("DataContent").or(() -> content.at("Encoding", "DataContent"));
    }

    private static boolean isText(XmlElement content) {
        String media = content.at("MediaType").map(NewsItem::formal).orElse("Text");
        String mime = content.at("MimeType").map(NewsItem::formal).orElse("");
        return media.toLowerCase(Locale.ROOT).contains("text")
                && !mime.toLowerCase(Locale.ROOT).contains("css")
                && data(content).filter(d -> !d.isLeaf() || !d.text().isBlank()).isPresent();
    }

    private Stream<XmlElement> said(String group, String name) {
        return path.stream().flatMap(c -> c.named(group).stream()).flatMap(g -> g.named(name).stream());
    }

    private String first(String group, String name) {
        return said(group, name)
                .map(fields::line)
                .filter(l -> l != null)
                .findFirst()
                .orElse(null);
    }

    private void lines(WireItem.Builder built) {
        built.setHeadline(first("NewsLines", "HeadLine"));
        built.setSubheadlines(said("NewsLines", "SubHeadLine")
                .map(fields::line)
                .filter(l -> l != null)
                .toList());
        built.setByline(first("NewsLines", "ByLine"));
        built.setSlugline(first("NewsLines", "SlugLine"));
        List<String> keywords = new ArrayList<>();
        said("NewsLines", "KeywordLine")
                .map(fields::line)
                .filter(l -> l != null)
                .forEach(keywords::add);
        said("DescriptiveMetadata", "Property")
                .filter(p -> "Keyword".equalsIgnoreCase(p.attribute("FormalName")))
                .map(p -> Plain.line(p.attribute("Value")))
                .filter(l -> l != null && !keywords.contains(l))
                .forEach(keywords::add);
        built.setKeywords(keywords);
        for (String other : List.of("CreditLine", "SeriesLine", "ByLineTitle", "CategoryLine")) {
            said("NewsLines", other).forEach(e -> fields.keep(other, fields.line(e)));
        }
        List<EdNote> notes = new ArrayList<>(built.getEdNotes());
        said("NewsLines", "NewsLine").forEach(line -> {
            String type = line.at("NewsLineType").map(NewsItem::formal).orElse("NewsLine");
            String words = fields.line(line.at("NewsLineText"));
            String lower = type.toLowerCase(Locale.ROOT);
            if (words != null && (lower.contains("advisory") || lower.contains("note") || lower.contains("editor"))) {
                notes.add(new EdNote(type, words));
            } else {
                fields.keep(type, words);
            }
        });
        built.setEdNotes(notes);
        String copyright = first("NewsLines", "CopyrightLine");
        String holder = said("RightsMetadata", "Copyright")
                .map(c -> fields.line(c.at("CopyrightHolder")))
                .filter(l -> l != null)
                .findFirst()
                .orElse(null);
        String terms = first("NewsLines", "RightsLine");
        ArrayNode raw = JsonNodeFactory.instance.arrayNode();
        path.stream().flatMap(c -> c.named("RightsMetadata").stream()).forEach(r -> raw.add(XmlFields.json(r)));
        if (copyright != null || holder != null || terms != null || !raw.isEmpty()) {
            built.setRights(new Rights(holder, copyright, terms, raw.isEmpty() ? null : Plain.text(raw.toString())));
        }
    }

    private void metadata(WireItem.Builder built) {
        built.setLanguage(said("DescriptiveMetadata", "Language")
                .map(NewsItem::formal)
                .filter(l -> l != null)
                .findFirst()
                .orElse(null));
        List<NamedConcept> genres = new ArrayList<>();
        said("DescriptiveMetadata", "Genre")
                .map(NewsItem::formal)
                .filter(g -> g != null)
                .forEach(g -> genres.add(profile.genre(g)
                        .map(known -> new NamedConcept(known.name(), null, null, g, null))
                        .orElseGet(() -> new NamedConcept(g, null, null, null, null))));
        built.setGenres(genres);
        List<Subject> subjects = new ArrayList<>();
        said("DescriptiveMetadata", "SubjectCode")
                .flatMap(c -> c.children().stream())
                .forEach(s -> {
                    String code = Plain.identifier(s.attribute("FormalName"));
                    if (code != null) {
                        boolean coded = code.matches("\\d{8}");
                        subjects.add(new Subject(
                                coded ? SUBJECT_CODES : Plain.line(s.attribute("Scheme")),
                                code,
                                coded ? SUBJECT_CODES + code : null,
                                fields.line(s),
                                null,
                                null,
                                Plain.line(s.attribute("AssignedBy"))));
                    }
                });
        built.setSubjects(subjects);
        List<NamedConcept> places = new ArrayList<>();
        String city = null;
        for (XmlElement location : said("DescriptiveMetadata", "Location").toList()) {
            String how = Plain.line(location.attribute("HowPresent"));
            String name = String.join(
                    ", ",
                    Stream.of("City", "CountryArea", "Region", "Country", "CountryName")
                            .flatMap(part -> property(location, part).stream())
                            .distinct()
                            .toList());
            if (!name.isEmpty()) {
                places.add(new NamedConcept(name, null, null, null, how));
            }
            if (city == null && (how == null || how.equalsIgnoreCase("origin"))) {
                city = property(location, "City").orElse(null);
            }
        }
        built.setPlaces(places);
        String dateline = first("NewsLines", "DateLine");
        String date = first("DescriptiveMetadata", "DateLineDate");
        if (dateline != null || city != null) {
            built.setDateline(new Dateline(city, dateline == null ? city : dateline, date));
        }
        for (String other : List.of("OfInterestTo", "TopicOccurrence")) {
            said("DescriptiveMetadata", other).forEach(e -> fields.keep(other, e));
        }
        path.stream().flatMap(c -> c.named("Metadata").stream()).forEach(m -> fields.keep("Metadata", m));
    }

    private static Optional<String> property(XmlElement of, String name) {
        return of.named("Property").stream()
                .filter(p -> name.equals(p.attribute("FormalName")))
                .map(p -> Plain.line(p.attribute("Value")))
                .filter(v -> v != null)
                .findFirst();
    }

    private void administration(WireItem.Builder built) {
        built.setAuthors(said("AdministrativeMetadata", "Creator")
                .flatMap(c -> c.named("Party").stream())
                .map(NewsItem::formal)
                .filter(p -> p != null)
                .distinct()
                .toList());
        for (String other : List.of("FileName", "SystemIdentifier", "Provider", "Source", "Contributor", "Property")) {
            said("AdministrativeMetadata", other).forEach(e -> fields.keep("AdministrativeMetadata/" + other, e));
        }
    }

    private void text(WireItem.Builder built, List<Association> associations) {
        XmlElement data = data(text).orElseThrow();
        text.at("Characteristics").ifPresent(c -> {
            for (String name : List.of("Words", "WordCount", "Word Count", "Wordcount")) {
                property(c, name)
                        .filter(n -> n.matches("\\d{1,8}"))
                        .ifPresent(n -> built.setWordCount(Integer.valueOf(n)));
            }
        });
        Optional<XmlElement> root = data.children().stream().findFirst();
        if (root.isEmpty()) {
            String words = Plain.text(data.text().strip());
            boolean markup = Plain.looksMarkedUp(words) && words.startsWith("<");
            built.setBodyHtml(markup && BodyMarkup.hasText(words) ? words : null);
            built.setBodyText(markup ? null : words);
            return;
        }
        switch (root.get().name()) {
            case "nitf", "body", "body.content" -> {
                boolean html = root.get().name().equals("body")
                        && root.get().at("body.content").isEmpty();
                if (html) {
                    html(built, root.get());
                } else {
                    nitf(built, root.get(), data, associations);
                }
            }
            case "html" -> html(built, root.get().at("body").orElse(root.get()));
            default -> html(built, data);
        }
    }

    private void html(WireItem.Builder built, XmlElement body) {
        String html = BodyMarkup.xhtml(source.inner(body)).strip();
        built.setBodyHtml(BodyMarkup.hasText(html) ? html : null);
    }

    private void nitf(WireItem.Builder built, XmlElement root, XmlElement data, List<Association> associations) {
        NitfText said =
                root.name().equals("nitf") ? NitfText.of(root, source, fields) : NitfText.of(data, source, fields);
        built.setBodyHtml(said.html());
        built.setBodyText(said.text());
        if (built.getHeadline() == null) {
            built.setHeadline(said.headline());
        }
        if (built.getByline() == null) {
            built.setByline(said.byline());
        }
        if (built.getDateline() == null) {
            built.setDateline(said.dateline());
        }
        built.setSummary(said.summary());
        associations.addAll(said.media());
    }

    private void associations(XmlElement component, List<Association> associations) {
        String role = component.at("Role").map(NewsItem::formal).orElse(null);
        String headline = component
                .at("NewsLines")
                .map(l -> fields.line(l.at("HeadLine")))
                .orElse(null);
        for (XmlElement child : component.children()) {
            switch (child.name()) {
                case "NewsComponent" -> associations(child, associations);
                case "NewsItemRef" -> {
                    String id = Plain.identifier(child.attribute("NewsItem"));
                    if (id != null) {
                        associations.add(
                                new Association(role == null ? "member" : role, id, null, null, fields.line(child)));
                    }
                }
                case "ContentItem" -> {
                    String href = Plain.identifier(child.attribute("Href"));
                    if (!child.equals(text) && href != null) {
                        associations.add(new Association(
                                role == null ? "content" : role, null, href, mediaType(child), headline));
                    }
                }
                default -> {
                    // Lines and metadata were read along the path of the text.
                }
            }
        }
    }

    private static String mediaType(XmlElement content) {
        return Stream.of("MimeType", "MediaType", "Format")
                .flatMap(name -> content.at(name).map(NewsItem::formal).stream())
                .filter(t -> t != null)
                .findFirst()
                .orElse(null);
    }

    private String type(List<Association> associations) {
        if (text != null || associations.isEmpty()) {
            return "text";
        }
        String media = associations.stream()
                .map(Association::getType)
                .filter(t -> t != null)
                .findFirst()
                .orElse("")
                .toLowerCase(Locale.ROOT);
        for (String[] kind : new String[][] {
            {"image", "picture"}, {"photo", "picture"}, {"video", "video"}, {"audio", "audio"}, {"graphic", "graphic"}
        }) {
            if (media.contains(kind[0])) {
                return kind[1];
            }
        }
        return "composite";
    }
}
