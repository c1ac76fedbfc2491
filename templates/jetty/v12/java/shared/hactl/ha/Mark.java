package hactl.ha;

import java.util.HashSet;
import java.util.Set;

/** What a live session knows of its copies: the version that it was written or read as last. */
public final class Mark {
    long version;
    String owner = "";
    /** What the partners have of it, and under which id; null until they have anything. */
    Copy known;
    String knownAs = "";
    /** The names of attributes that only this instance has. */
    final Set<String> left = new HashSet<String>();

    /** Tells whether an attribute could not be copied: it stays where it is. */
    public boolean staysHere(String name) {
        return left.contains(name);
    }

    void is(String id, Copy copy) {
        version = copy.version;
        owner = copy.owner;
        known = copy;
        knownAs = id;
    }
}
