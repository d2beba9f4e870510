package wireroom.app.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import wireroom.model.Article;
import wireroom.model.Entity;
import wireroom.model.Hold;

/** One article in one line, for people. */
final class ArticleLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int NAMES = 4;
    private static final int TOPICS = 2;
    private static final int HEADLINE = 80;

    private final Console console;
    private final ZoneId zone;

    ArticleLine(Console console, ZoneId zone) {
        this.console = console;
        this.zone = zone;
    }

    /** @param at when it was published */
    String of(Article article, Instant at) {
        String time = console.faint(TIME.format(at.atZone(zone)));
        return switch (article.getStatus()) {
            case CANCELED ->
                time + "  " + console.red("KILL      ") + article.getId() + "  must not be used; text erased";
            case WITHHELD -> time + "  " + console.yellow("WITHHELD  ") + article.getId() + "  not to be used for now";
            case USABLE ->
                article.getBody() == null && article.getHeadline() == null
                        ? time + "  " + console.yellow("HELD      ") + article.getId() + "  embargo "
                                + ArticleJson.embargo(article.getEmbargo())
                        : time + "  " + console.green("USABLE") + "  " + language(article) + "  " + words(article);
        };
    }

    /** An article that is held: that it exists, never what it says. */
    String of(Hold hold) {
        return console.faint(TIME.format(hold.getReceivedAt().atZone(zone))) + "  " + console.yellow("HELD      ")
                + hold.getId() + "  embargo " + ArticleJson.embargo(hold.getEmbargo());
    }

    private static String language(Article article) {
        return article.getLanguage() == null ? "--" : article.getLanguage();
    }

    private String words(Article article) {
        StringBuilder line = new StringBuilder(console.bold(cut(article.getHeadline())));
        List<String> topics = article.getMediaTopics().stream()
                .limit(TOPICS)
                .map(topic -> topic.getName())
                .toList();
        if (!topics.isEmpty()) {
            line.append("  [").append(String.join("; ", topics)).append(']');
        }
        List<String> names =
                article.getEntities().stream().limit(NAMES).map(Entity::getName).toList();
        if (!names.isEmpty()) {
            line.append("  ").append(console.faint(String.join(", ", names)));
        }
        if (article.getDuplicateOf() != null) {
            line.append("  = ").append(article.getDuplicateOf());
        }
        return line.toString();
    }

    private static String cut(String headline) {
        if (headline == null) {
            return "(no headline)";
        }
        return headline.length() <= HEADLINE ? headline : headline.substring(0, HEADLINE - 1) + "…";
    }
}
