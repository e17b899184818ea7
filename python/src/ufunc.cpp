// SPDX-License-Identifier: MIT
// The call of a ufunc: what is common is done here, what is rare by the package's Python part.
#include "ufunc.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <unordered_map>

#include "called.hpp"
#include "numpy.hpp"
#include "operands.hpp"

namespace tenon::python {

namespace {

struct UfuncObject {
    PyObject_HEAD vectorcallfunc call;
    Ufunc operation;
    int nin;
    PyObject* name;  ///< NumPy's
    PyObject* doc;
    PyObject* numpy;  ///< its ufunc, or None
    PyObject* dict;   ///< the methods' state, and NumPy's ufunc
};
UfuncObject& as_ufunc(PyObject* object) { return *reinterpret_cast<UfuncObject*>(object); }

PyTypeObject* ufunc_type = nullptr;
std::size_t span_of(const UfuncObject& ufunc) { return static_cast<std::size_t>(ufunc.nin); }
std::vector<PyObject*> ufuncs;  // by operation; a reference each, for the module's life
std::unordered_map<PyObject*, PyObject*> by_numpys;  // those of `ufuncs` by NumPy's

/// By operation, a bit for each dtype: whether NumPy's result for operands of the dtype has another
/// dtype than Tenon's, or Tenon has none. Asked of the package when the dtype is met first.
struct ForeignTypes {
    std::uint32_t known = 0, foreign = 0;
};
std::vector<ForeignTypes> foreign_types;
std::size_t power = 0;  ///< its index: what is recorded for it may be a square or a root
unsigned name_of_power = 0;
constexpr unsigned mixed_signs = 30;  ///< the bit of signed and unsigned integers in one call

PyObject* slow_call(PyObject* self, PyObject* const* arguments, std::size_t nargsf,
                    PyObject* keywords) {
    const auto count = static_cast<std::size_t>(PyVectorcall_NARGS(nargsf));
    const std::size_t named =
        keywords == nullptr ? 0 : static_cast<std::size_t>(PyTuple_GET_SIZE(keywords));
    std::vector<PyObject*> all{self};
    all.insert(all.end(), arguments, arguments + count + named);
    return call_python_part("call_ufunc", all.data(), count + 1, keywords);
}

/// The array of `out=`, when that is the only keyword; null where more is asked for.
PyObject* only_out(PyObject* const* named, PyObject* keywords) {
    if (PyTuple_GET_SIZE(keywords) != 1 ||
        PyUnicode_CompareWithASCIIString(PyTuple_GET_ITEM(keywords, 0), "out") != 0)
        return nullptr;
    PyObject* out = named[0];
    if (PyTuple_CheckExact(out) && PyTuple_GET_SIZE(out) == 1)
        out = PyTuple_GET_ITEM(out, 0);
    return is_array(out) ? out : nullptr;
}

/// No dtype: signed and unsigned integers in one call.
bool ask_if_foreign(Ufunc operation, unsigned number, std::optional<DType> dtype) {
    ForeignTypes& types = foreign_types.at(operation.index());
    const std::uint32_t bit = std::uint32_t{1} << number;
    if ((types.known & bit) == 0) [[unlikely]] {
        PyObject* ufunc = ufuncs.at(operation.index());
        if (ufunc != nullptr) {
            const Ref type = Ref::check(dtype ? dtype_object(*dtype) : Py_NewRef(Py_None));
            PyObject* arguments[] = {ufunc, type.get()};
            const Ref found = Ref::check(call_python_part("foreign_type", arguments, 2, nullptr));
            if (found.get() == Py_True)
                types.foreign |= bit;
        }
        types.known |= bit;
    }
    return (types.foreign & bit) != 0;
}

bool is_foreign(Ufunc operation, DType dtype) {
    return ask_if_foreign(operation, static_cast<unsigned>(dtype), dtype);
}

PyObject* call(PyObject* self, PyObject* const* arguments, std::size_t nargsf, PyObject* keywords) {
    return guarded([&]() -> PyObject* {
        const UfuncObject& ufunc = as_ufunc(self);
        const auto count = static_cast<int>(PyVectorcall_NARGS(nargsf));
        PyObject* out = nullptr;
        if (keywords != nullptr && PyTuple_GET_SIZE(keywords) > 0)
            out = only_out(arguments + count, keywords);
        else if (count == ufunc.nin + 1 && is_array(arguments[ufunc.nin]))
            out = arguments[ufunc.nin];
        const bool plain = keywords == nullptr || PyTuple_GET_SIZE(keywords) == 0;
        const bool simple = (count == ufunc.nin && (plain || out != nullptr)) ||
                            (count == ufunc.nin + 1 && plain && out != nullptr);
        if (!simple)
            return slow_call(self, arguments, nargsf, keywords);
        OperandList operands;
        for (int i = 0; i < ufunc.nin; ++i)
            if (operands.add(arguments[i], i + 1 < ufunc.nin ? arguments[i + 1] : nullptr) !=
                Operands::ready)
                return slow_call(self, arguments, nargsf, keywords);
        if (!operands.has_array() && out == nullptr)  // numbers, which are NumPy's to compute with
            return ufunc.numpy == Py_None
                       ? slow_call(self, arguments, nargsf, keywords)
                       : PyObject_Vectorcall(ufunc.numpy, arguments, nargsf, nullptr);
        if (out != nullptr) {
            check_writable(as_array(out), PyUnicode_AsUTF8(ufunc.name));
            return apply_or_numpy_to(ufunc.operation, operands, {arguments, span_of(ufunc)}, out);
        }
        return apply_or_numpy(ufunc.operation, operands, {arguments, span_of(ufunc)});
    });
}

/// tenon._core.result_dtype(ufunc, dtype): what Tenon's result has for operands of the dtype; None
/// where it is not defined.
PyObject* result_dtype(PyObject*, PyObject* arguments) {
    return guarded([&]() -> PyObject* {
        PyObject* self = nullptr;
        PyObject* dtype = nullptr;
        if (PyArg_ParseTuple(arguments, "O!O", ufunc_type, &self, &dtype) == 0)
            return nullptr;
        const Array one = full({}, 1, parse_dtype(dtype));
        const std::vector<Operand> operands(span_of(as_ufunc(self)), Operand(one));
        try {
            return dtype_object(as_ufunc(self).operation.result_type(operands));
        } catch (const DTypeError&) {
            Py_RETURN_NONE;
        }
    });
}

/// _core.make_ufunc(operation, name, doc)
PyObject* make_ufunc(PyObject*, PyObject* arguments) {
    return guarded([&]() -> PyObject* {
        const char* operation = nullptr;
        PyObject* name = nullptr;
        PyObject* doc = nullptr;
        PyObject* numpy = Py_None;
        if (PyArg_ParseTuple(arguments, "sUU|O", &operation, &name, &doc, &numpy) == 0)
            return nullptr;
        const auto found = Ufunc::find(operation);
        if (!found) {
            PyErr_Format(PyExc_ValueError, "there is no operation named %s", operation);
            return nullptr;
        }
        const Ref object = Ref::check(ufunc_type->tp_alloc(ufunc_type, 0));
        UfuncObject& ufunc = as_ufunc(object.get());
        ufunc.call = call;
        ufunc.operation = *found;
        ufunc.nin = found->arity();
        ufunc.name = Py_NewRef(name);
        ufunc.doc = Py_NewRef(doc);
        ufunc.numpy = Py_NewRef(numpy);
        ufunc.dict = PyDict_New();
        auto& known = ufuncs.at(found->index());
        if (known == nullptr) {
            known = Py_NewRef(object.get());
            by_numpys.try_emplace(numpy, known);
        }
        return Py_NewRef(object.get());
    });
}

void dealloc(PyObject* self) {
    UfuncObject& ufunc = as_ufunc(self);
    Py_XDECREF(ufunc.name);
    Py_XDECREF(ufunc.doc);
    Py_XDECREF(ufunc.numpy);
    Py_XDECREF(ufunc.dict);
    PyTypeObject* type = Py_TYPE(self);
    type->tp_free(self);
    Py_DECREF(type);
}

PyObject* repr(PyObject* self) { return PyUnicode_FromFormat("<ufunc '%U'>", as_ufunc(self).name); }

PyMemberDef members[] = {
    {"nin", T_INT, offsetof(UfuncObject, nin), READONLY, "Number of operands."},
    {"__name__", T_OBJECT, offsetof(UfuncObject, name), READONLY, nullptr},
    {"__doc__", T_OBJECT, offsetof(UfuncObject, doc), READONLY, nullptr},
    {"_numpy", T_OBJECT, offsetof(UfuncObject, numpy), READONLY, "NumPy's ufunc."},
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(UfuncObject, call), READONLY, nullptr},
    {"__dictoffset__", T_PYSSIZET, offsetof(UfuncObject, dict), READONLY, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};

PyObject* operation_names(PyObject*, PyObject*) {
    return guarded([&] {
        Ref dict = Ref::check(PyDict_New());
        for (const UfuncInfo& info : Ufunc::table()) {
            const Ref doc = Ref::check(PyUnicode_FromStringAndSize(
                info.documentation.data(), static_cast<Py_ssize_t>(info.documentation.size())));
            const Ref name = Ref::check(PyUnicode_FromStringAndSize(
                info.name.data(), static_cast<Py_ssize_t>(info.name.size())));
            const Ref entry = Ref::check(Py_BuildValue("(iO)", info.arity, doc.get()));
            check(PyDict_SetItem(dict.get(), name.get(), entry.get()));
        }
        return dict.release();
    });
}

PyMethodDef functions[] = {
    {"make_ufunc", make_ufunc, METH_VARARGS,
     "make_ufunc(operation, name, doc, of_numpy=None): the ufunc of an operation of the table."},
    {"result_dtype", result_dtype, METH_VARARGS,
     "result_dtype(ufunc, dtype): of what Tenon's own form returns; None where there is none."},
    {"operations", operation_names, METH_NOARGS,
     "The table of operations: name to (number of operands, sentence)."},
    {nullptr, nullptr, 0, nullptr},
};

}  // namespace

namespace {

/// NumPy's ufunc on the same memory. Where it has no answer either, Tenon's message is given.
PyObject* by_numpy(Ufunc operation, std::span<PyObject* const> arguments, PyObject* out,
                   const char* message) {
    PyObject* ufunc = ufuncs.at(operation.index());
    if (ufunc == nullptr)
        throw DTypeError(message);
    std::vector<PyObject*> all{ufunc, out};
    all.insert(all.end(), arguments.begin(), arguments.end());
    PyObject* result = call_python_part("numpy_ufunc", all.data(), all.size(), nullptr);
    if (result == nullptr && *message != 0 && PyErr_ExceptionMatches(PyExc_TypeError) != 0)
        PyErr_SetString(PyExc_TypeError, message);
    return result;
}

/// NumPy's ufunc on the same operands, for the sake of its warnings.
void warn_as_numpy(Ufunc operation, std::span<PyObject* const> arguments) {
    PyObject* ufunc = ufuncs.at(operation.index());
    if (ufunc == nullptr || as_ufunc(ufunc).numpy == Py_None)
        return;  // not one of NumPy's: it has nothing to say
    std::vector<Ref> operands;
    std::vector<PyObject*> all;
    for (PyObject* argument : arguments)
        all.push_back(operands.emplace_back(as_numpy(argument)).get());
    Ref::check(PyObject_Vectorcall(as_ufunc(ufunc).numpy, all.data(), all.size(), nullptr));
}

bool is_foreign(Ufunc operation, const OperandList& operands) {
    unsigned kinds = 0;
    for (const Operand& operand : operands.get()) {
        if (operand.is_scalar())
            continue;
        const DType type = operand.array().dtype();
        if (is_foreign(operation, type))
            return true;
        kinds |= 1U << static_cast<unsigned>(kind(type));
    }
    constexpr unsigned both = 1U << static_cast<unsigned>(Kind::signed_integer) |
                              1U << static_cast<unsigned>(Kind::unsigned_integer);
    return kinds == both && ask_if_foreign(operation, mixed_signs, std::nullopt);
}

}  // namespace

PyObject* numpy_ufunc_of(std::string_view operation) {
    const std::optional<Ufunc> found = Ufunc::find(operation);
    PyObject* ufunc = found ? ufuncs.at(found->index()) : nullptr;
    return ufunc == nullptr ? Py_None : as_ufunc(ufunc).numpy;
}

PyObject* ufunc_like(PyObject* of_numpy) {
    const auto found = by_numpys.find(of_numpy);
    return found == by_numpys.end() ? nullptr : found->second;
}

PyObject* apply_or_numpy(Ufunc operation, const OperandList& operands,
                         std::span<PyObject* const> arguments) {
    if (is_foreign(operation, operands))
        return by_numpy(operation, arguments, Py_None, "");
    const Called called(operation.index() == power ? name_of_power : 0);
    try {
        Array result = watched([&] { return operation(operands.get()); },
                               [&] { warn_as_numpy(operation, arguments); });
        return operands.all_scalars() ? wrap_or_scalar(std::move(result)) : wrap(std::move(result));
    } catch (const DTypeError& error) {
        return by_numpy(operation, arguments, Py_None, error.what());
    }
}

PyObject* apply_or_numpy_to(Ufunc operation, const OperandList& operands,
                            std::span<PyObject* const> arguments, PyObject* out) {
    if (is_foreign(operation, operands))
        return by_numpy(operation, arguments, out, "");
    const Called called(operation.index() == power ? name_of_power : 0);
    try {
        watched_write([&] { operation(operands.get(), as_array(out).array); },
                      [&] { warn_as_numpy(operation, arguments); });
        return Py_NewRef(out);
    } catch (const DTypeError& error) {
        return by_numpy(operation, arguments, out, error.what());
    }
}

void add_ufunc_type(PyObject* module) {
    ufuncs.assign(Ufunc::table().size(), nullptr);
    foreign_types.assign(Ufunc::table().size(), {});
    power = Ufunc::find("power").value().index();
    name_of_power = called_name("power");
    PyType_Slot slots[] = {
        {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
        {Py_tp_call, reinterpret_cast<void*>(PyVectorcall_Call)},
        {Py_tp_members, members},
        {Py_tp_repr, reinterpret_cast<void*>(repr)},
        {0, nullptr},
    };
    PyType_Spec spec = {
        "tenon.ufunc", sizeof(UfuncObject), 0,
        Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
    const Ref type = Ref::check(PyType_FromModuleAndSpec(module, &spec, nullptr));
    check(PyModule_AddObjectRef(module, "ufunc", type.get()));
    ufunc_type = reinterpret_cast<PyTypeObject*>(Py_NewRef(type.get()));
    check(PyModule_AddFunctions(module, functions));
}

}  // namespace tenon::python
