package wireroom.gateway.query;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.IndexableField;
import wireroom.model.Article;
import wireroom.model.Entity;
import wireroom.model.MediaTopic;
import wireroom.model.Story;

/** The fields that a query may name, and what stands in them. */
final class ArticleFields {
    static final String DATE = "date";
    static final String URGENCY = "urgency";
    static final String STATUS = "status";

    /** Fields of words, folded to lower case and plain letters, plural and singular alike. */
    static final Set<String> TEXT =
            ordered("headline", "body", "entity", "person", "org", "place", "topic", "keyword", "byline", "slugline");
    /** Fields that match as a whole, letter by letter. */
    static final Set<String> EXACT = ordered("id", "uri", "story");
    /** Fields that match as a whole, in any case. */
    static final Set<String> FOLDED = ordered("source", "lang", "provider", STATUS, URGENCY);

    static final Set<String> ALL = all();

    /** Those in which a word counts for less the more words there are. Names have no length worth keeping. */
    private static final Set<String> PROSE = Set.of("headline", "body");

    private static final FieldType NAMES = new FieldType(TextField.TYPE_NOT_STORED);

    static {
        NAMES.setOmitNorms(true);
        NAMES.freeze();
    }

    /** So that a phrase never runs from one name into the next. */
    private static final int GAP = 100;

    private ArticleFields() {}

    static List<IndexableField> of(Article article) {
        List<IndexableField> fields = new ArrayList<>();
        exact(fields, "id", article.getId());
        exact(fields, "uri", article.getUri());
        exact(fields, "story", article.getStory());
        folded(fields, "provider", article.getProvider());
        folded(fields, "source", article.getSource());
        folded(fields, STATUS, article.getStatus().name());
        if (article.getUrgency() != null) {
            folded(fields, URGENCY, article.getUrgency().toString());
        }
        if (article.getLanguage() != null) {
            Set<String> tags = new TreeSet<>();
            tags.add(article.getLanguage());
            tags.add(article.getLanguage().split("-", 2)[0]);
            tags.forEach(tag -> folded(fields, "lang", tag));
        }
        java.time.Instant date =
                article.getVersionCreated() == null ? article.getReceivedAt() : article.getVersionCreated();
        fields.add(new LongPoint(DATE, date.toEpochMilli()));
        text(fields, "headline", article.getHeadline());
        text(fields, "body", article.getBody());
        text(fields, "byline", article.getByline());
        text(fields, "slugline", article.getSlugline());
        text(fields, "place", article.getDateline());
        article.getKeywords().forEach(keyword -> text(fields, "keyword", keyword));
        for (Entity entity : article.getEntities()) {
            text(fields, "entity", entity.getName());
            text(fields, "entity", entity.getId());
            text(
                    fields,
                    switch (entity.getType()) {
                        case PER -> "person";
                        case ORG -> "org";
                        case LOC -> "place";
                    },
                    entity.getName());
        }
        for (MediaTopic topic : article.getMediaTopics()) {
            text(fields, "topic", topic.getName());
            text(fields, "topic", topic.getCode());
        }
        return fields;
    }

    static List<IndexableField> of(Story story) {
        List<IndexableField> fields = new ArrayList<>();
        exact(fields, "story", story.getId());
        text(fields, "headline", story.getTitle());
        story.getMembers().forEach(member -> exact(fields, "id", member));
        story.getEntities().forEach(entity -> text(fields, "entity", entity));
        if (story.getEnd() != null) {
            fields.add(new LongPoint(DATE, story.getEnd().toEpochMilli()));
        }
        return fields;
    }

    static Analyzer analyzer() {
        Map<String, Analyzer> byField = new TreeMap<>();
        EXACT.forEach(field -> byField.put(field, whole(false)));
        FOLDED.forEach(field -> byField.put(field, whole(true)));
        return new PerFieldAnalyzerWrapper(words(), byField);
    }

    private static Analyzer words() {
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                Tokenizer words = new StandardTokenizer();
                TokenStream folded = folded(new EnglishPossessiveFilter(words));
                return new TokenStreamComponents(words, new EnglishMinimalStemFilter(folded));
            }

            @Override
            protected TokenStream normalize(String field, TokenStream in) {
                return folded(in);
            }

            private TokenStream folded(TokenStream in) {
                return new ASCIIFoldingFilter(new LowerCaseFilter(in));
            }

            @Override
            public int getPositionIncrementGap(String field) {
                return GAP;
            }
        };
    }

    private static Analyzer whole(boolean anyCase) {
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                Tokenizer one = new KeywordTokenizer();
                return new TokenStreamComponents(one, anyCase ? new LowerCaseFilter(one) : one);
            }

            @Override
            protected TokenStream normalize(String field, TokenStream in) {
                return anyCase ? new LowerCaseFilter(in) : in;
            }
        };
    }

    private static void text(List<IndexableField> fields, String name, String value) {
        if (value != null && !value.isBlank()) {
            // Twins that differ only in composition are found by either.
            String composed = Normalizer.normalize(value, Normalizer.Form.NFC);
            fields.add(
                    PROSE.contains(name)
                            ? new TextField(name, composed, Field.Store.NO)
                            : new Field(name, composed, NAMES));
        }
    }

    private static void exact(List<IndexableField> fields, String name, String value) {
        // Lucene refuses longer terms; nobody types them.
        if (value != null && value.length() < 8_000) {
            fields.add(new StringField(name, value, Field.Store.NO));
        }
    }

    private static void folded(List<IndexableField> fields, String name, String value) {
        exact(fields, name, value == null ? null : value.toLowerCase(Locale.ROOT));
    }

    private static Set<String> ordered(String... names) {
        return java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(List.of(names)));
    }

    private static Set<String> all() {
        Set<String> all = new java.util.LinkedHashSet<>(TEXT);
        all.addAll(EXACT);
        all.addAll(FOLDED);
        all.add(DATE);
        return java.util.Collections.unmodifiableSet(all);
    }
}
