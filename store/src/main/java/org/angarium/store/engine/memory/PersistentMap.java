package org.angarium.store.engine.memory;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An immutable sorted map from bytes to bytes: an AVL tree whose changed paths are copied. Keys are
 * compared as unsigned bytes. Arrays are kept as they are, not copied.
 *
 * @param root null for the empty map
 */
record PersistentMap(@Nullable Node root) {
  static final PersistentMap EMPTY = new PersistentMap(null);

  record Node(byte[] key, byte[] value, int height, @Nullable Node left, @Nullable Node right) {}

  byte @Nullable [] get(byte[] key) {
    Node node = root;
    while (node != null) {
      int order = Arrays.compareUnsigned(key, node.key);
      if (order == 0) {
        return node.value;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  PersistentMap with(byte[] key, byte[] value) {
    return new PersistentMap(with(root, key, value));
  }

  PersistentMap without(byte[] key) {
    return new PersistentMap(without(root, key));
  }

  /** Walks upwards from the first key that is not less than {@code start}. */
  Cursor ascending(byte[] start) {
    Cursor cursor = new Cursor(true);
    Node node = root;
    while (node != null) {
      if (Arrays.compareUnsigned(node.key, start) >= 0) {
        cursor.path.push(node);
        node = node.left;
      } else {
        node = node.right;
      }
    }
    return cursor;
  }

  /** Walks downwards from the last key that is less than {@code end}, or from the very last. */
  Cursor descending(byte @Nullable [] end) {
    Cursor cursor = new Cursor(false);
    Node node = root;
    while (node != null) {
      if (end == null || Arrays.compareUnsigned(node.key, end) < 0) {
        cursor.path.push(node);
        node = node.right;
      } else {
        node = node.left;
      }
    }
    return cursor;
  }

  /** A walk over one immutable tree. */
  static final class Cursor {
    private final ArrayDeque<Node> path = new ArrayDeque<>();
    private final boolean up;

    private Cursor(boolean up) {
      this.up = up;
    }

    @Nullable Node next() {
      Node here = path.poll();
      if (here == null) {
        return null;
      }
      Node node = up ? here.right : here.left;
      while (node != null) {
        path.push(node);
        node = up ? node.left : node.right;
      }
      return here;
    }
  }

  private static Node with(@Nullable Node node, byte[] key, byte[] value) {
    if (node == null) {
      return new Node(key, value, 1, null, null);
    }
    int order = Arrays.compareUnsigned(key, node.key);
    if (order == 0) {
      return new Node(key, value, node.height, node.left, node.right);
    }
    return order < 0
        ? balanced(node, with(node.left, key, value), node.right)
        : balanced(node, node.left, with(node.right, key, value));
  }

  private static @Nullable Node without(@Nullable Node node, byte[] key) {
    if (node == null) {
      return null;
    }
    int order = Arrays.compareUnsigned(key, node.key);
    if (order < 0) {
      return balanced(node, without(node.left, key), node.right);
    }
    if (order > 0) {
      return balanced(node, node.left, without(node.right, key));
    }
    if (node.left == null) {
      return node.right;
    }
    if (node.right == null) {
      return node.left;
    }
    Node next = node.right;
    while (next.left != null) {
      next = next.left;
    }
    return balanced(next, node.left, without(node.right, next.key));
  }

  private static int height(@Nullable Node node) {
    return node == null ? 0 : node.height;
  }

  private static Node node(Node content, @Nullable Node left, @Nullable Node right) {
    return new Node(
        content.key, content.value, 1 + Math.max(height(left), height(right)), left, right);
  }

  private static Node balanced(Node content, @Nullable Node left, @Nullable Node right) {
    int lean = height(left) - height(right);
    if (lean > 1 && left != null) {
      Node inner = left.right;
      return inner != null && height(left.left) < inner.height
          ? node(inner, node(left, left.left, inner.left), node(content, inner.right, right))
          : node(left, left.left, node(content, inner, right));
    }
    if (lean < -1 && right != null) {
      Node inner = right.left;
      return inner != null && height(right.right) < inner.height
          ? node(inner, node(content, left, inner.left), node(right, inner.right, right.right))
          : node(right, node(content, left, inner), right.right);
    }
    return node(content, left, right);
  }
}
