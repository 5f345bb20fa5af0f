/** What each operation of a pickle does to the machine: names and codes as in CPython's Lib/pickletools.py. */
import { WeightsError } from '../errors.ts';
import type { PickleMachine } from './machine.ts';

/** Does one operation. Throws WeightsError for one that no tensor needs. */
export function step(code: number, machine: PickleMachine): void {
  const { bytes } = machine;
  switch (code) {
    case 0x80: // PROTO
      if (bytes.byte() > 5) throw bytes.damaged();
      return;
    case 0x95: // FRAME: a hint for readers of streams
      bytes.skip(8);
      return;
    case 0x28: // MARK
      machine.mark();
      return;
    case 0x30: // POP
      machine.drop();
      return;
    case 0x31: // POP_MARK
      machine.sinceMark();
      return;
    case 0x32: // DUP
      machine.push(machine.top());
      return;
    case 0x4e: // NONE
      machine.push(null);
      return;
    case 0x88: // NEWTRUE
      machine.push(true);
      return;
    case 0x89: // NEWFALSE
      machine.push(false);
      return;
    case 0x4a: // BININT
      machine.push(bytes.i32());
      return;
    case 0x4b: // BININT1
      machine.push(bytes.byte());
      return;
    case 0x4d: // BININT2
      machine.push(bytes.u16());
      return;
    case 0x49: // INT
    case 0x4c: // LONG
      machine.push(bytes.decimal(bytes.line()));
      return;
    case 0x8a: // LONG1
      machine.push(bytes.integer(bytes.byte()));
      return;
    case 0x8b: // LONG4
      machine.push(bytes.integer(bytes.u32()));
      return;
    case 0x47: // BINFLOAT
      machine.push(bytes.f64());
      return;
    case 0x46: // FLOAT
      machine.push(Number(bytes.line()));
      return;
    case 0x58: // BINUNICODE
      machine.push(bytes.text(bytes.u32()));
      return;
    case 0x8c: // SHORT_BINUNICODE
      machine.push(bytes.text(bytes.byte()));
      return;
    case 0x8d: // BINUNICODE8
      machine.push(bytes.text(bytes.u64()));
      return;
    case 0x54: // BINSTRING
      machine.push(bytes.latin(bytes.u32()));
      return;
    case 0x55: // SHORT_BINSTRING
      machine.push(bytes.latin(bytes.byte()));
      return;
    case 0x42: // BINBYTES
      machine.push(bytes.raw(bytes.u32()));
      return;
    case 0x43: // SHORT_BINBYTES
      machine.push(bytes.raw(bytes.byte()));
      return;
    case 0x8e: // BINBYTES8
    case 0x96: // BYTEARRAY8
      machine.push(bytes.raw(bytes.u64()));
      return;
    case 0x29: // EMPTY_TUPLE
    case 0x5d: // EMPTY_LIST
    case 0x8f: // EMPTY_SET
      machine.push([]);
      return;
    case 0x85: // TUPLE1
    case 0x86: // TUPLE2
    case 0x87: // TUPLE3
      machine.tuple(code - 0x84);
      return;
    case 0x74: // TUPLE
    case 0x6c: // LIST
    case 0x91: {
      // FROZENSET
      const items = machine.sinceMark();
      machine.push(items);
      return;
    }
    case 0x61: // APPEND
      machine.append([machine.pop()]);
      return;
    case 0x65: // APPENDS
    case 0x90: // ADDITEMS
      machine.append(machine.sinceMark());
      return;
    case 0x7d: // EMPTY_DICT
      machine.push(new Map());
      return;
    case 0x64: {
      // DICT
      const items = machine.sinceMark();
      machine.push(new Map());
      machine.setItems(items);
      return;
    }
    case 0x73: {
      // SETITEM
      const value = machine.pop();
      machine.setItems([machine.pop(), value]);
      return;
    }
    case 0x75: // SETITEMS
      machine.setItems(machine.sinceMark());
      return;
    case 0x71: // BINPUT
      machine.put(bytes.byte());
      return;
    case 0x72: // LONG_BINPUT
      machine.put(bytes.u32());
      return;
    case 0x94: // MEMOIZE
      machine.memoize();
      return;
    case 0x68: // BINGET
      machine.get(bytes.byte());
      return;
    case 0x6a: // LONG_BINGET
      machine.get(bytes.u32());
      return;
    case 0x63: {
      // GLOBAL
      const module = bytes.line();
      machine.global(module, bytes.line());
      return;
    }
    case 0x93: {
      // STACK_GLOBAL
      const name = machine.pop();
      const module = machine.pop();
      if (typeof name !== 'string' || typeof module !== 'string') throw bytes.damaged();
      machine.global(module, name);
      return;
    }
    case 0x52: // REDUCE
    case 0x81: {
      // NEWOBJ
      const args = machine.pop();
      machine.call(machine.pop(), args);
      return;
    }
    case 0x92: {
      // NEWOBJ_EX: named arguments, which nothing that is known takes
      machine.pop();
      const args = machine.pop();
      machine.call(machine.pop(), args);
      return;
    }
    case 0x62: // BUILD: attributes of an object, of which no tensor has any and an ordered dict's are not wanted
      machine.pop();
      machine.top();
      return;
    case 0x51: // BINPERSID
      machine.persistent();
      return;
    default: {
      const value = `0x${code.toString(16).padStart(2, '0')}`;
      throw new WeightsError('torch.opcode', { file: bytes.file, value, at: bytes.start });
    }
  }
}
