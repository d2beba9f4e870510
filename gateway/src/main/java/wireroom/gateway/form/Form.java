package wireroom.gateway.form;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import wireroom.model.Article;

/**
 * A standard form of an article. What the form cannot say is left out; an article without text is told as what it is,
 * canceled, withheld or under embargo, without text.
 */
public enum Form {
    /** IPTC ninjs 3.1. */
    NINJS("application/ninjs+json", NinjsForm::bytes),
    /** A NewsML-G2 news item. */
    NEWSML_G2("application/vnd.iptc.g2.newsitem+xml", NewsmlG2Form::bytes),
    /** An Atom 1.0 entry; of what must not be used, a {@code deleted-entry} (RFC 6721). */
    ATOM("application/atom+xml", AtomForm::bytes);

    private final String mediaType;
    private final Function<Article, byte[]> writer;

    Form(String mediaType, Function<Article, byte[]> writer) {
        this.mediaType = mediaType;
        this.writer = writer;
    }

    /** Media type, without parameters. */
    public String mediaType() {
        return mediaType;
    }

    /** Its name in requests and commands, e.g. {@code newsml-g2}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The form of a name, in any case. */
    public static Optional<Form> of(String word) {
        return Arrays.stream(values())
                .filter(f -> f.word().equals(word.strip().toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /**
     * The form that a client likes best.
     *
     * @param accept header {@code Accept}; null when there is none
     * @return empty when it likes our own JSON at least as much, or names none of the forms
     */
    public static Optional<Form> accepted(String accept) {
        if (accept == null) {
            return Optional.empty();
        }
        Optional<Form> best = Optional.empty();
        double most = 0;
        for (String range : accept.split(",")) {
            String[] parts = range.split(";");
            String type = parts[0].strip().toLowerCase(Locale.ROOT);
            double quality = quality(parts);
            if (type.equals("application/json") && quality >= most) {
                best = Optional.empty();
                most = quality;
            }
            for (Form form : values()) {
                if (form.mediaType.equals(type) && quality > most) {
                    best = Optional.of(form);
                    most = quality;
                }
            }
        }
        return best;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.matches("q=[01](\\.\\d{1,3})?")) {
                return Double.parseDouble(parameter.substring(2));
            }
        }
        return 1;
    }

    /** The article in this form, as UTF-8. */
    public byte[] write(Article article) {
        return writer.apply(article);
    }
}
