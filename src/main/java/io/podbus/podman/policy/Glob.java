package io.podbus.podman.policy;

import java.nio.file.Path;

/// A pattern of a policy. `*` stands for any characters, `?` for one, `{owner}` for the name of the
/// caller's owner.
///
/// Three forms never meet: one that begins with `/` is a path, and means all that lies below as
/// well; one that begins with `:` is a part of a value, such as an option of a mount; and what
/// begins with neither is a name. So `*` allows every name, and neither a path of the host nor an
/// option of a mount.
///
/// Pure.
record Glob(String pattern) {
  private static final String OWNER = "{owner}";

  /// Whether the text is what the pattern means, or a path below that.
  boolean matches(String text, String owner) {
    String own = own(owner);
    if (form(own) != form(text)) {
      return false;
    }
    return form(own) == '/' ? below(own, text) : like(own, text);
  }

  /// Whether the text reaches something that the pattern means: also a path that contains it.
  boolean touches(String text, String owner) {
    String own = own(owner);
    return matches(text, owner) || (form(own) == '/' && form(text) == '/' && below(text, own));
  }

  /// An owner whose name would lead a path elsewhere is one of no such path.
  private String own(String owner) {
    boolean leads = owner.indexOf('/') >= 0 || owner.equals("..") || owner.equals(".");
    return form(pattern) == '/' && leads ? pattern : pattern.replace(OWNER, owner);
  }

  private static char form(String text) {
    return text.startsWith("/") ? '/' : text.startsWith(":") ? ':' : 'a';
  }

  private static boolean below(String pattern, String text) {
    Path top = Path.of(pattern).normalize();
    Path path = Path.of(text).normalize();
    if (path.getNameCount() < top.getNameCount()) {
      return false;
    }
    for (int i = 0; i < top.getNameCount(); i++) {
      if (!like(top.getName(i).toString(), path.getName(i).toString())) {
        return false;
      }
    }
    return true;
  }

  /// Compares with at most as many steps as the product of both lengths: no pattern and no text can
  /// stall the service.
  static boolean like(String pattern, String text) {
    int p = 0;
    int t = 0;
    int star = -1;
    int mark = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        mark = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
