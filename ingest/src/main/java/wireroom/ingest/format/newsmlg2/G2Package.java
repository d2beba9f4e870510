package wireroom.ingest.format.newsmlg2;

import java.util.List;
import wireroom.ingest.format.Plain;
import wireroom.ingest.format.xml.XmlElement;
import wireroom.ingest.format.xml.XmlFields;
import wireroom.model.Association;

/** Members of a package. They are related to it and live on their own: a kill of the package is none of theirs. */
final class G2Package {
    private G2Package() {}

    static void members(XmlElement item, XmlFields fields, List<Association> associations) {
        item.named("groupSet")
                .forEach(set -> set.named("group").forEach(group -> {
                    String role = Plain.line(group.attribute("role"));
                    for (XmlElement ref : group.named("itemRef")) {
                        String id = Plain.identifier(ref.attribute("residref"));
                        id = id == null ? Plain.identifier(ref.attribute("guidref")) : id;
                        String href = Plain.identifier(ref.attribute("href"));
                        if (id == null && href == null) {
                            continue;
                        }
                        String type = ref.at("itemClass")
                                .map(c -> G2Item.word(
                                        c.attribute("qcode") == null ? c.attribute("uri") : c.attribute("qcode")))
                                .filter(w -> !w.isEmpty())
                                .orElseGet(() -> Plain.line(ref.attribute("contenttype")));
                        associations.add(new Association(
                                role == null ? "member" : role,
                                id,
                                href,
                                type,
                                fields.line(ref.at("headline").or(() -> ref.at("title")))));
                    }
                }));
    }
}
