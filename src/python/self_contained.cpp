#include "python/self_contained.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace battalion::python {
namespace {

using Names = std::set<std::string_view, std::less<>>;

/// What would let a program reach beyond its own objects, or run when it is over.
const Names denied_names = {"eval", "exec", "compile", "open", "input", "globals", "locals", "vars", "getattr", "setattr", "delattr",
                            "breakpoint", "exit", "quit", "help", "license", "credits", "copyright", "memoryview", "async", "await"};
const Names denied_attributes = {"register", "mro", "tofile", "dump", "dumps", "ctypes", "setflags", "setfield"};
constexpr std::string_view denied_prefixes[] = {"gi_", "cr_", "ag_", "tb_", "f_", "co_", "func_"};  // frames and code
/// Of classes that the modules below share out, and of arrays what would change how they lie in memory: not to be assigned. Others may
/// be, on whatever object: no module is one, and what a shared class did not have nobody misses.
const Names kept_attributes = {"most_common", "elements", "fromkeys", "update", "subtract", "copy", "keys", "items", "values", "get", "pop",
                               "popitem", "clear", "setdefault", "move_to_end", "new_child", "parents", "maps", "numerator", "denominator",
                               "limit_denominator", "from_float", "from_decimal", "as_integer_ratio", "is_integer", "real", "imag",
                               "conjugate", "pyfunc", "cache", "signature", "otypes", "excluded", "ndincr", "strides", "dtype", "data",
                               "base", "ctypes", "flags"};
const Names known_attributes = {"__init__", "__name__", "_asdict", "_replace"};
const Names known_methods = {"__init__", "__eq__",  "__ne__",      "__lt__",      "__le__",       "__gt__",   "__ge__",  "__hash__",
                             "__len__",  "__iter__", "__next__",   "__getitem__", "__setitem__",  "__contains__", "__repr__", "__str__",
                             "__call__", "__add__", "__sub__",     "__mul__",     "__bool__",     "__neg__",  "__and__", "__or__",
                             "__xor__",  "__radd__", "__rmul__"};

/// Members that hold nothing that can be changed and give away no module. Empty: all that have no underscore in front.
const std::map<std::string_view, Names, std::less<>> known_modules = {
    {"math", {}},
    {"cmath", {}},
    {"itertools", {}},
    {"bisect", {}},
    {"heapq", {}},
    {"operator",
     {"add", "sub", "mul", "floordiv", "truediv", "mod", "neg", "pos", "abs", "pow", "and_", "or_", "xor", "not_", "inv", "invert", "lshift",
      "rshift", "eq", "ne", "lt", "le", "gt", "ge", "itemgetter", "getitem", "setitem", "delitem", "contains", "countOf", "indexOf",
      "concat", "index", "truth", "is_", "is_not", "iadd", "isub", "imul"}},
    {"collections", {"Counter", "deque", "defaultdict", "OrderedDict", "namedtuple", "ChainMap"}},
    {"functools", {"reduce", "lru_cache", "cache", "partial", "cmp_to_key"}},
    {"copy", {"copy", "deepcopy"}},
    {"random", {"random", "randint", "randrange", "choice", "choices", "shuffle", "sample", "uniform", "seed", "gauss"}},
    {"re",
     {"compile", "match", "fullmatch", "search", "sub", "subn", "findall", "finditer", "split", "escape", "IGNORECASE", "I", "MULTILINE",
      "M", "DOTALL", "S", "VERBOSE", "X"}},
    {"string",
     {"ascii_letters", "ascii_lowercase", "ascii_uppercase", "digits", "hexdigits", "octdigits", "punctuation", "printable", "whitespace"}},
    {"fractions", {"Fraction"}},
    {"typing",
     {"List", "Tuple", "Dict", "Set", "FrozenSet", "Optional", "Any", "Callable", "Union", "Iterable", "Iterator", "Sequence", "Deque",
      "DefaultDict", "Generator", "Mapping", "NamedTuple", "TypeVar", "Literal", "Hashable", "Counter", "Collection", "Type"}},
    {"numpy",
     {"abs",         "absolute",     "add",          "all",          "allclose",     "amax",       "amin",         "any",
      "append",      "apply_along_axis", "arange",   "argmax",       "argmin",       "argpartition", "argsort",    "argwhere",
      "around",      "array",        "array_equal",  "array_equiv",  "array_split",  "asarray",    "ascontiguousarray", "atleast_1d",
      "atleast_2d",  "atleast_3d",   "average",      "bincount",     "bitwise_and",  "bitwise_or", "bitwise_xor",  "bool_",
      "broadcast_to", "ceil",        "clip",         "column_stack", "concatenate",  "copy",       "copyto",       "corrcoef",
      "count_nonzero", "cross",      "cumprod",      "cumsum",       "delete",       "diag",       "diagonal",     "diff",
      "digitize",    "divide",       "dot",          "dsplit",       "dstack",       "dtype",      "e",            "ediff1d",
      "einsum",      "empty",        "empty_like",   "equal",        "exp",          "expand_dims", "extract",     "eye",
      "fill_diagonal", "flatnonzero", "flip",        "fliplr",       "flipud",       "float32",    "float64",      "floor",
      "floor_divide", "fmax",        "fmin",         "full",         "full_like",    "gcd",        "gradient",     "greater",
      "greater_equal", "histogram",  "hsplit",       "hstack",       "identity",     "in1d",       "indices",      "inf",
      "inner",       "insert",       "int16",        "int32",        "int64",        "int8",       "integer",      "intersect1d",
      "invert",      "isclose",      "isfinite",     "isin",         "isinf",        "isnan",      "ix_",          "kron",
      "lcm",         "less",         "less_equal",   "lexsort",      "linspace",     "log",        "log2",         "logical_and",
      "logical_not", "logical_or",   "logical_xor",  "mask_indices", "matmul",       "max",        "maximum",      "mean",
      "median",      "meshgrid",     "min",          "minimum",      "mod",          "moveaxis",   "multiply",     "nan",
      "nanmax",      "nanmin",       "ndarray",      "ndenumerate",  "ndim",         "ndindex",    "negative",     "newaxis",
      "nonzero",     "not_equal",    "ones",         "ones_like",    "outer",        "pad",        "partition",    "percentile",
      "pi",          "place",        "power",        "prod",         "ptp",          "put",        "put_along_axis", "putmask",
      "quantile",    "ravel",        "remainder",    "repeat",       "reshape",      "resize",     "roll",         "rollaxis",
      "rot90",       "round",        "row_stack",    "searchsorted", "select",       "setdiff1d",  "setxor1d",     "shape",
      "sign",        "sin",          "cos",          "size",         "sort",         "split",      "sqrt",         "square",
      "squeeze",     "stack",        "std",          "subtract",     "sum",          "swapaxes",   "take",         "take_along_axis",
      "tensordot",   "tile",         "trace",        "transpose",    "tri",          "tril",       "tril_indices", "trim_zeros",
      "triu",        "triu_indices", "true_divide",  "trunc",        "uint16",       "uint32",     "uint64",       "uint8",
      "union1d",     "unique",       "unravel_index", "ravel_multi_index", "var",    "vdot",       "vsplit",       "vstack",
      "where",       "zeros",        "zeros_like"}},
};

bool is_known(std::string_view module, std::string_view member) {
  const auto found = known_modules.find(module);
  if (found == known_modules.end() || member.empty() || member.front() == '_') return false;
  return found->second.empty() || found->second.contains(member);
}

bool is_denied_attribute(std::string_view name) {
  if (name.front() == '_') return !known_attributes.contains(name);
  return denied_attributes.contains(name) ||
         std::any_of(std::begin(denied_prefixes), std::end(denied_prefixes), [&](std::string_view p) { return name.starts_with(p); });
}

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool goes_on_name(char c) { return begins_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; }

struct Token {
  enum class Is : std::uint8_t { name, op, other, end } is = Is::other;  ///< end: of a logical line, or a semicolon between statements
  std::string_view text;
  int depth = 0;  ///< of brackets around it
};

/// Cuts a text into tokens; false where it is none that it knows.
class Cutter {
 public:
  Cutter(std::string_view text, std::vector<Token>& tokens, std::vector<std::string_view>& formatted)
      : text_(text), tokens_(tokens), formatted_(formatted) {}

  bool run() {
    for (std::size_t at = text_.find('\r'); at != text_.npos; at = text_.find('\r', at + 1)) {
      if (at + 1 == text_.size() || text_[at + 1] != '\n') return false;  // it ends a line, and a comment
    }
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == '\n' || c == '\r') {
        if (depth_ == 0) put(Token::Is::end, 1);
        else ++at_;
      } else if (c == '\\') {
        if (!skip_continued()) return false;
      } else if (c == ' ' || c == '\t' || c == '\f') {
        ++at_;
      } else if (begins_name(c)) {
        if (!name()) return false;
      } else if (c == '"' || c == '\'') {
        if (!string(false)) return false;
      } else if (std::isdigit(static_cast<unsigned char>(c)) != 0 || (c == '.' && at_ + 1 < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_ + 1])) != 0)) {
        if (!number()) return false;
      } else if (!op()) {
        return false;
      }
    }
    put(Token::Is::end, 0);
    return depth_ == 0;
  }

 private:
  void put(Token::Is is, std::size_t length) {
    tokens_.push_back({is, text_.substr(at_, length), depth_});
    at_ += length;
  }
  bool skip_continued() {
    ++at_;
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ >= text_.size() || text_[at_] != '\n') return false;
    ++at_;
    return true;
  }
  bool name() {
    std::size_t end = at_;
    while (end < text_.size() && goes_on_name(text_[end])) ++end;
    const std::string_view word = text_.substr(at_, end - at_);
    if (end < text_.size() && (text_[end] == '"' || text_[end] == '\'') && word.size() <= 2) {
      bool formats = false;
      for (const char c : word) {
        const char lower = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        if (lower != 'r' && lower != 'f' && lower != 'b' && lower != 'u') return false;
        formats |= lower == 'f';
      }
      at_ = end;
      return string(formats);
    }
    put(Token::Is::name, word.size());
    return true;
  }
  bool number() {
    std::size_t end = at_;
    while (end < text_.size() && (goes_on_name(text_[end]) || text_[end] == '.' ||
                                  ((text_[end] == '+' || text_[end] == '-') && (text_[end - 1] == 'e' || text_[end - 1] == 'E')))) {
      ++end;
    }
    // `1for x in y` is Python: no keyword is made of these letters alone.
    const std::string_view digits = text_.substr(at_, end - at_);
    if (digits.find_first_not_of("0123456789abcdefABCDEFxXoOjJ_.+-") != digits.npos) return false;
    put(Token::Is::other, end - at_);
    return true;
  }
  /// A backslash keeps the next character from ending it, raw or not.
  bool string(bool formats) {
    const char quote = text_[at_];
    const bool three = text_.substr(at_, 3) == std::string(3, quote);
    const std::string_view ends = three ? text_.substr(at_, 3) : text_.substr(at_, 1);
    const std::size_t begin = at_ + ends.size();
    std::size_t end = begin;
    for (;; ++end) {
      if (end >= text_.size()) return false;
      if (text_[end] == '\\') {
        ++end;
      } else if (text_.substr(end, ends.size()) == ends) {
        break;
      } else if (text_[end] == '\n' && !three) {
        return false;
      }
    }
    if (formats) formatted_.push_back(text_.substr(begin, end - begin));
    put(Token::Is::other, end + ends.size() - at_);
    return true;
  }
  bool op() {
    static constexpr std::string_view ops[] = {"**=", "//=", ">>=", "<<=", "...", "==", "!=", "<=", ">=", "->", ":=", "+=", "-=", "*=", "/=",
                                               "%=",  "&=",  "|=",  "^=",  "@=",  "**", "//", "<<", ">>", "+",  "-",  "*",  "/",  "%",  "&",
                                               "|",   "^",   "~",   "@",   "<",   ">",  "=",  ".",  ",",  ":",  "(",  ")",  "[",  "]",  "{",
                                               "}",   ";"};
    for (const std::string_view o : ops) {
      if (!text_.substr(at_).starts_with(o)) continue;
      if (o == ")" || o == "]" || o == "}") --depth_;
      if (depth_ < 0) return false;
      put(o == ";" ? Token::Is::end : Token::Is::op, o.size());
      if (o == "(" || o == "[" || o == "{") ++depth_;
      return true;
    }
    return false;  // no ASCII, or no Python
  }

  const std::string_view text_;
  std::vector<Token>& tokens_;
  std::vector<std::string_view>& formatted_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

class Check {
 public:
  explicit Check(std::string_view text) : text_(text) {}

  bool run() {
    if (!Cutter(text_, tokens_, formatted_).run()) return false;
    if (!find_imports()) return false;
    bool yields = false, catches = false;
    for (std::size_t first = 0, end = 0; first < tokens_.size(); first = end + 1) {
      end = first;
      while (tokens_[end].is != Token::Is::end) {
        // What waits behind a yield runs when the generator is collected, in the time of another program.
        yields |= is(end, "yield");
        catches |= is(end, "try") || is(end, "with");
        ++end;
      }
      if (is_import_[first]) continue;
      if (!statement(first, end)) return false;
    }
    return !(yields && catches) && std::all_of(formatted_.begin(), formatted_.end(), [&](std::string_view f) { return formatted(f); });
  }

 private:
  bool is(std::size_t k, std::string_view text) const { return k < tokens_.size() && tokens_[k].is != Token::Is::end && tokens_[k].text == text; }
  bool is_name(std::size_t k) const { return k < tokens_.size() && tokens_[k].is == Token::Is::name; }
  bool is_attribute(std::size_t k) const { return k > 0 && is_name(k) && is(k - 1, "."); }

  bool find_imports() {
    is_import_.assign(tokens_.size(), false);
    for (std::size_t first = 0, end = 0; first < tokens_.size(); first = end + 1) {
      end = first;
      while (tokens_[end].is != Token::Is::end) ++end;
      for (std::size_t k = first; k < end; ++k) {
        const bool imports = !is_attribute(k) && (is(k, "import") || is(k, "from"));
        // `yield from`, `raise ... from` have it in the middle.
        if (!imports || (is(k, "from") && k != first)) continue;
        if (k != first || !import(first, end)) return false;
        is_import_[first] = true;
        break;
      }
    }
    return true;
  }

  bool import(std::size_t k, std::size_t end) {
    if (is(k, "import")) {
      for (++k; k < end; ++k) {
        if (!is_name(k) || !known_modules.contains(tokens_[k].text)) return false;
        const std::string_view module = tokens_[k].text;
        std::string_view alias = module;
        if (is(k + 1, "as")) {
          if (!is_name(k + 2)) return false;
          alias = tokens_[k + 2].text;
          k += 2;
        }
        modules_[alias] = module;
        ++k;
        if (k < end && !is(k, ",")) return false;
      }
      return true;
    }
    const std::string_view module = is_name(k + 1) ? tokens_[k + 1].text : std::string_view();
    if (!is(k + 2, "import")) return false;
    for (k += 3; k < end; ++k) {
      if (is(k, "(") || is(k, ")") || is(k, ",")) continue;
      if (!is_name(k)) return false;
      const bool future = module == "__future__" && tokens_[k].text == "annotations";
      if (!future && !is_known(module, tokens_[k].text)) return false;
      if (!is(k + 1, "as")) continue;
      if (!is_name(k + 2) || tokens_[k + 2].text.front() == '_') return false;
      k += 2;
    }
    return true;
  }

  bool statement(std::size_t first, std::size_t end) const {
    static const Names assigns = {"=", "+=", "-=", "*=", "/=", "//=", "%=", "**=", "&=", "|=", "^=", ">>=", "<<=", "@="};
    std::size_t assigned = first;  // behind the last target
    for (std::size_t k = first; k < end; ++k) {
      if (tokens_[k].depth == 0 && tokens_[k].is == Token::Is::op && assigns.contains(tokens_[k].text)) assigned = k;
    }
    bool deletes = false;
    for (std::size_t k = first; k < end; ++k) {
      deletes |= is(k, "del") && !is_attribute(k);
      if (is(k, ".") && deletes) return false;
      if (!is_name(k)) continue;
      if (is_attribute(k)) {
        if (is_denied_attribute(tokens_[k].text)) return false;
        const bool goes_on = is(k + 1, "(") || is(k + 1, "[") || is(k + 1, ".");
        if (k < assigned && !goes_on && kept_attributes.contains(tokens_[k].text)) return false;
      } else if (!name(k, end)) {
        return false;
      }
    }
    return true;
  }

  bool name(std::size_t k, std::size_t end) const {
    const std::string_view word = tokens_[k].text;
    if (denied_names.contains(word)) return false;
    if (word.starts_with("__") && word != "__name__") return k > 0 && is(k - 1, "def") && known_methods.contains(word);
    if (word == "type" && !gives_type(k)) return false;
    if (const auto module = modules_.find(word); module != modules_.end()) {
      return is(k + 1, ".") && is_name(k + 2) && is_known(module->second, tokens_[k + 2].text);
    }
    // Targets of loops and of `as`: names and tuples of names.
    if (word == "for") {
      std::size_t in = k + 1;
      while (in < end && !(is(in, "in") && tokens_[in].depth == tokens_[k].depth)) {
        if (is(in, ".")) return false;
        ++in;
      }
    }
    if (word == "as") return is_name(k + 1) && (k + 2 == end || is(k + 2, ":") || is(k + 2, ",") || is(k + 2, ")"));
    return true;
  }

  /// Of one argument it tells a type; of three it makes one, which may have methods of any name.
  bool gives_type(std::size_t k) const {
    if (!is(k + 1, "(")) return false;
    const int depth = tokens_[k + 1].depth + 1;
    for (std::size_t in = k + 2; in < tokens_.size() && tokens_[in].is != Token::Is::end; ++in) {
      if (tokens_[in].depth < depth) return true;
      if (tokens_[in].depth == depth && (is(in, ",") || is(in, "*") || is(in, "**"))) return false;
    }
    return false;
  }

  /// An f-string holds expressions: all its words are looked at as if they were names and attributes both.
  bool formatted(std::string_view text) const {
    int braces = 0;
    for (const char c : text) {
      braces += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (braces < 0) return false;
    }
    // From 3.12 on its own quotes may stand between them: then it does not end where it was cut.
    if (braces != 0) return false;
    if (text.find('{') == text.npos) return true;
    for (std::size_t at = 0; at < text.size();) {
      if (static_cast<unsigned char>(text[at]) >= 0x80) return false;
      if (!begins_name(text[at])) {
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text.size() && goes_on_name(text[end])) ++end;
      const std::string_view word = text.substr(at, end - at);
      if (denied_names.contains(word) || word == "type" || word.starts_with("__") || is_denied_attribute(word) || modules_.contains(word)) return false;
      at = end;
    }
    return true;
  }

  const std::string_view text_;
  std::vector<Token> tokens_;
  std::vector<std::string_view> formatted_;
  std::vector<bool> is_import_;  ///< [token] the first of a statement that is an import
  std::map<std::string_view, std::string_view, std::less<>> modules_;  ///< name -> module
};

}  // namespace

bool is_self_contained(std::string_view text) { return Check(text).run(); }

}  // namespace battalion::python
