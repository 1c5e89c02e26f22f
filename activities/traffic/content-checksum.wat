;; XXH64 with seed 0 (github.com/Cyan4973/xxHash, doc/xxhash_spec.md), of which the lower 32 bits are returned.
(module
  (memory (import "shared" "memory") 1)

  (func $round (param $sum i64) (param $word i64) (result i64)
    (i64.mul
      (i64.rotl
        (i64.add (local.get $sum) (i64.mul (local.get $word) (i64.const 0xc2b2ae3d27d4eb4f)))
        (i64.const 31))
      (i64.const 0x9e3779b185ebca87)))

  (func $merge (param $hash i64) (param $sum i64) (result i64)
    (i64.add
      (i64.mul
        (i64.xor (local.get $hash) (call $round (i64.const 0) (local.get $sum)))
        (i64.const 0x9e3779b185ebca87))
      (i64.const 0x85ebca77c2b2ae63)))

  (func (export "checksum") (param $at i32) (param $end i32) (result i32)
    (local $hash i64) (local $length i64) (local $last i32)
    (local $a i64) (local $b i64) (local $c i64) (local $d i64)
    (local.set $length (i64.extend_i32_u (i32.sub (local.get $end) (local.get $at))))
    (local.set $hash (i64.const 0x27d4eb2f165667c5))
    (if (i64.ge_u (local.get $length) (i64.const 32))
      (then
        (local.set $a (i64.const 0x60ea27eeadc0b5d6))
        (local.set $b (i64.const 0xc2b2ae3d27d4eb4f))
        (local.set $d (i64.const 0x61c8864e7a143579))
        (local.set $last (i32.sub (local.get $end) (i32.const 32)))
        (loop $stripes
          ;; Written out: a function's call costs as much as what it does here.
          (local.set $a
            (i64.mul
              (i64.rotl
                (i64.add (local.get $a) (i64.mul (i64.load align=1 (local.get $at)) (i64.const 0xc2b2ae3d27d4eb4f)))
                (i64.const 31))
              (i64.const 0x9e3779b185ebca87)))
          (local.set $b
            (i64.mul
              (i64.rotl
                (i64.add
                  (local.get $b)
                  (i64.mul (i64.load offset=8 align=1 (local.get $at)) (i64.const 0xc2b2ae3d27d4eb4f)))
                (i64.const 31))
              (i64.const 0x9e3779b185ebca87)))
          (local.set $c
            (i64.mul
              (i64.rotl
                (i64.add
                  (local.get $c)
                  (i64.mul (i64.load offset=16 align=1 (local.get $at)) (i64.const 0xc2b2ae3d27d4eb4f)))
                (i64.const 31))
              (i64.const 0x9e3779b185ebca87)))
          (local.set $d
            (i64.mul
              (i64.rotl
                (i64.add
                  (local.get $d)
                  (i64.mul (i64.load offset=24 align=1 (local.get $at)) (i64.const 0xc2b2ae3d27d4eb4f)))
                (i64.const 31))
              (i64.const 0x9e3779b185ebca87)))
          (local.set $at (i32.add (local.get $at) (i32.const 32)))
          (br_if $stripes (i32.le_u (local.get $at) (local.get $last))))
        (local.set $hash
          (i64.add
            (i64.add (i64.rotl (local.get $a) (i64.const 1)) (i64.rotl (local.get $b) (i64.const 7)))
            (i64.add (i64.rotl (local.get $c) (i64.const 12)) (i64.rotl (local.get $d) (i64.const 18)))))
        (local.set $hash (call $merge (local.get $hash) (local.get $a)))
        (local.set $hash (call $merge (local.get $hash) (local.get $b)))
        (local.set $hash (call $merge (local.get $hash) (local.get $c)))
        (local.set $hash (call $merge (local.get $hash) (local.get $d)))))
    (local.set $hash (i64.add (local.get $hash) (local.get $length)))
    (block $short
      (loop $words
        (br_if $short (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 8)))
        (local.set $hash
          (i64.add
            (i64.mul
              (i64.rotl
                (i64.xor (local.get $hash) (call $round (i64.const 0) (i64.load align=1 (local.get $at))))
                (i64.const 27))
              (i64.const 0x9e3779b185ebca87))
            (i64.const 0x85ebca77c2b2ae63)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $words)))
    (if (i32.ge_u (i32.sub (local.get $end) (local.get $at)) (i32.const 4))
      (then
        (local.set $hash
          (i64.add
            (i64.mul
              (i64.rotl
                (i64.xor
                  (local.get $hash)
                  (i64.mul (i64.load32_u align=1 (local.get $at)) (i64.const 0x9e3779b185ebca87)))
                (i64.const 23))
              (i64.const 0xc2b2ae3d27d4eb4f))
            (i64.const 0x165667b19e3779f9)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))))
    (block $done
      (loop $bytes
        (br_if $done (i32.eq (local.get $at) (local.get $end)))
        (local.set $hash
          (i64.mul
            (i64.rotl
              (i64.xor (local.get $hash) (i64.mul (i64.load8_u (local.get $at)) (i64.const 0x27d4eb2f165667c5)))
              (i64.const 11))
            (i64.const 0x9e3779b185ebca87)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $bytes)))
    (local.set $hash
      (i64.mul
        (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 33)))
        (i64.const 0xc2b2ae3d27d4eb4f)))
    (local.set $hash
      (i64.mul
        (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 29)))
        (i64.const 0x165667b19e3779f9)))
    (i32.wrap_i64 (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32))))))
