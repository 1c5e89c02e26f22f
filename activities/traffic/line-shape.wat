;; The shape of a line of JSON: the line without what differs from record to record. Strings become "x" and numbers 0; the
;; values of some keys stay as they are, those of some are noted and replaced by a text of their own, and some must say
;; something to become "x". Everything else is copied, and only sound strings and numbers are replaced: a line is JSON
;; exactly when its shape is.
;;
;; A key takes 64 bytes of the table: its text, filled up with zeros to sixteen bytes; its length, its kind and the length
;; of its replacement as i32; four bytes of nothing; the replacement, up to 32 bytes. Kinds: 1 stays, 2 becomes "x" when it
;; says something, 3 and more are noted under the number that is left of them, on the first level only.
(module
  (memory (export "memory") 1)

  ;; Where things are, in bytes; see `place`.
  (global $keys (mut i32) (i32.const 0))
  (global $keysEnd (mut i32) (i32.const 0))
  (global $shape (mut i32) (i32.const 0))
  (global $slots (mut i32) (i32.const 0))
  (global $mask (mut i32) (i32.const 0))
  (global $rows (mut i32) (i32.const 0))
  (global $rowsEnd (mut i32) (i32.const 0))
  (global $rowBytes (mut i32) (i32.const 0))

  ;; Of every byte, from 16 on: 1 for white space of JSON, 2 for one of , : [ ] { } and 0 for any other.
  (data (i32.const 16)
    "\00\00\00\00\00\00\00\00\00\01\01\00\00\01\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00"
    "\01\00\00\00\00\00\00\00\00\00\00\00\02\00\00\00\00\00\00\00\00\00\00\00\00\00\02\00\00\00\00\00"
    "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\02\00\02\00\00"
    "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\02\00\02\00\00"
    "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00"
    "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00"
    "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00"
    "\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00")

  (func $isBlank (param $byte i32) (result i32)
    (i32.eq (i32.load8_u offset=16 (local.get $byte)) (i32.const 1)))

  ;; The next byte that is no white space of JSON, or the end.
  (func $pastBlanks (param $at i32) (param $end i32) (result i32)
    (block $found
      (loop $next
        (br_if $found (i32.ge_u (local.get $at) (local.get $end)))
        (br_if $found (i32.eqz (call $isBlank (i32.load8_u (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (local.get $at))

  (func $isDigit (param $byte i32) (result i32)
    (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x30)) (i32.const 10)))

  (func $pastDigits (param $at i32) (param $end i32) (result i32)
    (block $found
      (loop $next
        (br_if $found (i32.ge_u (local.get $at) (local.get $end)))
        (br_if $found (i32.eqz (call $isDigit (i32.load8_u (local.get $at)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (local.get $at))

  ;; Whether a value may end before this byte.
  (func $isEnd (param $byte i32) (result i32)
    (i32.or
      (call $isBlank (local.get $byte))
      (i32.or
        (i32.eq (local.get $byte) (i32.const 0x2c))
        (i32.or (i32.eq (local.get $byte) (i32.const 0x5d)) (i32.eq (local.get $byte) (i32.const 0x7d))))))

  ;; Whether the byte belongs to no word or number: white space, a quote, or one of , : [ ] { }
  (func $isSign (param $byte i32) (result i32)
    (i32.or (i32.load8_u offset=16 (local.get $byte)) (i32.eq (local.get $byte) (i32.const 0x22))))

  (func $pastWord (param $at i32) (param $end i32) (result i32)
    (block $found
      (loop $next
        (br_if $found (i32.ge_u (local.get $at) (local.get $end)))
        (br_if $found (call $isSign (i32.load8_u (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (local.get $at))

  ;; The end of the number that begins here; 0 where none does, or where something else is glued to it.
  (func $pastNumber (param $at i32) (param $end i32) (result i32)
    (local $start i32)
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x2d))
      (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
    (local.set $start (local.get $at))
    (local.set $at (call $pastDigits (local.get $at) (local.get $end)))
    (if (i32.eq (local.get $at) (local.get $start)) (then (return (i32.const 0))))
    (if
      (i32.and
        (i32.eq (i32.load8_u (local.get $start)) (i32.const 0x30))
        (i32.gt_u (i32.sub (local.get $at) (local.get $start)) (i32.const 1)))
      (then (return (i32.const 0))))
    (if (i32.lt_u (local.get $at) (local.get $end))
      (then
        (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x2e))
          (then
            (local.set $start (i32.add (local.get $at) (i32.const 1)))
            (local.set $at (call $pastDigits (local.get $start) (local.get $end)))
            (if (i32.eq (local.get $at) (local.get $start)) (then (return (i32.const 0))))))))
    (if (i32.lt_u (local.get $at) (local.get $end))
      (then
        (if (i32.eq (i32.or (i32.load8_u (local.get $at)) (i32.const 0x20)) (i32.const 0x65))
          (then
            (local.set $start (i32.add (local.get $at) (i32.const 1)))
            (if (i32.lt_u (local.get $start) (local.get $end))
              (then
                (if
                  (i32.or
                    (i32.eq (i32.load8_u (local.get $start)) (i32.const 0x2b))
                    (i32.eq (i32.load8_u (local.get $start)) (i32.const 0x2d)))
                  (then (local.set $start (i32.add (local.get $start) (i32.const 1)))))))
            (local.set $at (call $pastDigits (local.get $start) (local.get $end)))
            (if (i32.eq (local.get $at) (local.get $start)) (then (return (i32.const 0))))))))
    (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (local.get $at))))
    (if (result i32) (call $isEnd (i32.load8_u (local.get $at)))
      (then (local.get $at))
      (else (i32.const 0))))

  (func $isHex (param $byte i32) (result i32)
    (i32.or
      (call $isDigit (local.get $byte))
      (i32.lt_u (i32.sub (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x61)) (i32.const 6))))

  ;; Bytes of the escape that begins with the backslash here; 0 when there is no such escape.
  (func $escape (param $at i32) (param $end i32) (result i32)
    (local $byte i32)
    (if (i32.gt_u (i32.add (local.get $at) (i32.const 2)) (local.get $end)) (then (return (i32.const 0))))
    (local.set $byte (i32.load8_u offset=1 (local.get $at)))
    ;; " \ / b f n r t
    (if
      (i32.or
        (i32.or
          (i32.or (i32.eq (local.get $byte) (i32.const 0x22)) (i32.eq (local.get $byte) (i32.const 0x5c)))
          (i32.or (i32.eq (local.get $byte) (i32.const 0x2f)) (i32.eq (local.get $byte) (i32.const 0x62))))
        (i32.or
          (i32.or (i32.eq (local.get $byte) (i32.const 0x66)) (i32.eq (local.get $byte) (i32.const 0x6e)))
          (i32.or (i32.eq (local.get $byte) (i32.const 0x72)) (i32.eq (local.get $byte) (i32.const 0x74)))))
      (then (return (i32.const 2))))
    (if (i32.ne (local.get $byte) (i32.const 0x75)) (then (return (i32.const 0))))
    (if (i32.gt_u (i32.add (local.get $at) (i32.const 6)) (local.get $end)) (then (return (i32.const 0))))
    (if (result i32)
      (i32.and
        (i32.and
          (call $isHex (i32.load8_u offset=2 (local.get $at)))
          (call $isHex (i32.load8_u offset=3 (local.get $at))))
        (i32.and
          (call $isHex (i32.load8_u offset=4 (local.get $at)))
          (call $isHex (i32.load8_u offset=5 (local.get $at)))))
      (then (i32.const 6))
      (else (i32.const 0))))

  ;; Whether a string, all of whose escapes are sound, surely holds more than white space: a visible character of ASCII,
  ;; or the first byte of a character from blocks of Unicode that have no white space.
  (func $saysSomething (param $at i32) (param $end i32) (result i32)
    (local $byte i32)
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 0))))
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.eq (local.get $byte) (i32.const 0x5c))
        (then
          (local.set $at (i32.add (local.get $at) (call $escape (local.get $at) (local.get $end))))
          (br $next)))
      (if (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x21)) (i32.const 0x5e)) (then (return (i32.const 1))))
      (if
        (i32.and
          (i32.ge_u (local.get $byte) (i32.const 0xc3))
          (i32.and
            (i32.gt_u (i32.sub (local.get $byte) (i32.const 0xe1)) (i32.const 2))
            (i32.ne (local.get $byte) (i32.const 0xef))))
        (then (return (i32.const 1))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next))
    (unreachable))

  ;; Where the key stands in the table; 0 for any other.
  (func $keyAt (param $at i32) (param $length i32) (param $keys i32) (param $keysEnd i32) (result i32)
    (local $text v128) (local $mask i32)
    (if (i32.gt_u (local.get $length) (i32.const 16)) (then (return (i32.const 0))))
    (local.set $text (v128.load (local.get $at)))
    (local.set $mask (i32.sub (i32.shl (i32.const 1) (local.get $length)) (i32.const 1)))
    (block $none
      (loop $each
        (br_if $none (i32.ge_u (local.get $keys) (local.get $keysEnd)))
        (if (i32.eq (i32.load offset=16 (local.get $keys)) (local.get $length))
          (then
            (if
              (i32.eq
                (i32.and
                  (i8x16.bitmask (i8x16.eq (local.get $text) (v128.load (local.get $keys))))
                  (local.get $mask))
                (local.get $mask))
              (then (return (local.get $keys))))))
        (local.set $keys (i32.add (local.get $keys) (i32.const 64)))
        (br $each)))
    (i32.const 0))

  ;; Copies bytes, up to fifteen too many, which later ones overwrite; returns the end of the copy.
  (func $copy (param $from i32) (param $end i32) (param $into i32) (result i32)
    (local $intoEnd i32)
    (local.set $intoEnd (i32.add (local.get $into) (i32.sub (local.get $end) (local.get $from))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
        (v128.store (local.get $into) (v128.load (local.get $from)))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (local.set $into (i32.add (local.get $into) (i32.const 16)))
        (br $next)))
    (local.get $intoEnd))

  ;; Writes the shape of the line; returns its end, or 0 when a key is written with escapes, or one whose values are noted
  ;; comes twice. What is noted is written as start and end, both 0 where there is nothing. Reads up to sixteen bytes too
  ;; far.
  (func $shapeOf
    (param $at i32) (param $end i32) (param $into i32) (param $keys i32) (param $keysEnd i32) (param $noted i32)
    (result i32)
    (local $from i32) (local $depth i32) (local $seen i32) (local $byte i32) (local $bits i32) (local $bytes v128)
    (local $class i32) (local $open i32) (local $isSound i32) (local $isPlain i32) (local $next i32) (local $key i32) (local $kind i32)
    (local.set $from (local.get $at))
    (block $done
      (loop $parts
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $at)))

        (if (i32.eq (local.get $byte) (i32.const 0x22))
          (then
            (local.set $open (i32.add (local.get $at) (i32.const 1)))
            (local.set $at (local.get $open))
            (local.set $isSound (i32.const 1))
            (local.set $isPlain (i32.const 1))
            (loop $inside
              (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
              (local.set $bytes (v128.load (local.get $at)))
              (local.set $bits
                (i8x16.bitmask
                  (v128.or
                    (v128.or
                      (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x22)))
                      (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x5c))))
                    (i8x16.lt_u (local.get $bytes) (i8x16.splat (i32.const 0x20))))))
              (if (i32.eqz (local.get $bits))
                (then
                  (local.set $at (i32.add (local.get $at) (i32.const 16)))
                  (br $inside)))
              (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $bits))))
              (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
              (local.set $byte (i32.load8_u (local.get $at)))
              (if (i32.ne (local.get $byte) (i32.const 0x22))
                (then
                  (local.set $isPlain (i32.const 0))
                  (if (i32.eq (local.get $byte) (i32.const 0x5c))
                    (then
                      (local.set $bits (call $escape (local.get $at) (local.get $end)))
                      (if (i32.eqz (local.get $bits))
                        (then
                          (local.set $isSound (i32.const 0))
                          (local.set $bits (i32.const 2)))))
                    (else
                      (local.set $isSound (i32.const 0))
                      (local.set $bits (i32.const 1))))
                  (local.set $at (i32.add (local.get $at) (local.get $bits)))
                  (br $inside))))

            ;; A key?
            (local.set $next (i32.add (local.get $at) (i32.const 1)))
            (if (i32.eq (i32.load8_u offset=16 (i32.load8_u (local.get $next))) (i32.const 1))
              (then (local.set $next (call $pastBlanks (local.get $next) (local.get $end)))))
            (if (i32.lt_u (local.get $next) (local.get $end))
              (then
                (if (i32.eq (i32.load8_u (local.get $next)) (i32.const 0x3a))
                  (then
                    (if (i32.eqz (local.get $isPlain)) (then (return (i32.const 0))))
                    (local.set $key
                      (call $keyAt
                        (local.get $open)
                        (i32.sub (local.get $at) (local.get $open))
                        (local.get $keys)
                        (local.get $keysEnd)))
                    (if (local.get $key)
                      (then
                        (local.set $kind (i32.load offset=20 (local.get $key)))
                        (if (i32.ge_u (local.get $kind) (i32.const 3))
                          (then
                            (if (i32.eq (local.get $depth) (i32.const 1))
                              (then
                                (local.set $bits (i32.shl (i32.const 1) (local.get $kind)))
                                (if (i32.and (local.get $seen) (local.get $bits)) (then (return (i32.const 0))))
                                (local.set $seen (i32.or (local.get $seen) (local.get $bits))))
                              (else (local.set $key (i32.const 0))))))))
                    (local.set $at (i32.add (local.get $next) (i32.const 1)))
                    (br $parts)))))

            (if (local.get $isSound)
              (then
                (local.set $kind (i32.const 0))
                (if (local.get $key) (then (local.set $kind (i32.load offset=20 (local.get $key)))))
                (if (i32.eq (local.get $kind) (i32.const 2))
                  (then
                    (if (call $saysSomething (local.get $open) (local.get $at))
                      (then (local.set $kind (i32.const 0))))))
                (if (i32.eqz (local.get $kind))
                  (then
                    (local.set $into (call $copy (local.get $from) (local.get $open) (local.get $into)))
                    (i32.store8 (local.get $into) (i32.const 0x78))
                    (local.set $into (i32.add (local.get $into) (i32.const 1)))
                    (local.set $from (local.get $at))))
                (if
                  (i32.and
                    (i32.and (i32.ge_u (local.get $kind) (i32.const 3)) (local.get $isPlain))
                    ;; Of 1 to 256 bytes.
                    (i32.lt_u
                      (i32.sub (i32.sub (local.get $at) (local.get $open)) (i32.const 1))
                      (i32.const 256)))
                  (then
                    (local.set $next
                      (i32.add (local.get $noted) (i32.shl (i32.sub (local.get $kind) (i32.const 3)) (i32.const 3))))
                    (i32.store (local.get $next) (local.get $open))
                    (i32.store offset=4 (local.get $next) (local.get $at))
                    (local.set $into (call $copy (local.get $from) (local.get $open) (local.get $into)))
                    (local.set $next (i32.add (local.get $key) (i32.const 32)))
                    (local.set $into
                      (call $copy
                        (local.get $next)
                        (i32.add (local.get $next) (i32.load offset=24 (local.get $key)))
                        (local.get $into)))
                    (local.set $from (local.get $at))))))
            (local.set $key (i32.const 0))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $parts)))

        (local.set $class (i32.load8_u offset=16 (local.get $byte)))
        (if (i32.eq (local.get $class) (i32.const 1))
          (then
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $parts)))

        (if (local.get $class)
          (then
            ;; [ and { differ by the bit of 0x20 only, and so do ] and }.
            (if (i32.eq (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x7b))
              (then (local.set $depth (i32.add (local.get $depth) (i32.const 1)))))
            (if (i32.eq (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x7d))
              (then (local.set $depth (i32.sub (local.get $depth) (i32.const 1)))))
            (local.set $key (i32.const 0))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (br $parts)))

        (local.set $next (i32.const 0))
        (if (i32.or (call $isDigit (local.get $byte)) (i32.eq (local.get $byte) (i32.const 0x2d)))
          (then
            (if (i32.eqz (local.get $key))
              (then (local.set $next (call $pastNumber (local.get $at) (local.get $end)))))))
        (if (local.get $next)
          (then
            (local.set $into (call $copy (local.get $from) (local.get $at) (local.get $into)))
            (i32.store8 (local.get $into) (i32.const 0x30))
            (local.set $into (i32.add (local.get $into) (i32.const 1)))
            (local.set $from (local.get $next)))
          (else (local.set $next (call $pastWord (local.get $at) (local.get $end)))))
        (local.set $key (i32.const 0))
        (local.set $at (local.get $next))
        (br $parts)))
    (local.set $into (call $copy (local.get $from) (local.get $end) (local.get $into)))
    ;; Zeros fill up the last sixteen bytes, so that shapes can be compared by so many.
    (v128.store (local.get $into) (v128.const i64x2 0 0))
    (local.get $into))

  (func $isSame (param $a i32) (param $aEnd i32) (param $b i32) (result i32)
    (loop $next
      (if (i32.ge_u (local.get $a) (local.get $aEnd)) (then (return (i32.const 1))))
      (if (v128.any_true (v128.xor (v128.load (local.get $a)) (v128.load (local.get $b)))) (then (return (i32.const 0))))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br $next))
    (unreachable))

  (func $mix (param $hash i64) (param $word i64) (result i64)
    (local.set $hash
      (i64.mul (i64.xor (local.get $hash) (local.get $word)) (i64.const 0x9e3779b97f4a7c15)))
    (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 29))))

  ;; The number of a text, filled up with zeros. When it was never seen that is `next`, which is noted together with a copy
  ;; of the text at `copy`. A slot takes 16 bytes: hash, number, start and length of the copy; the number of a free one is 0.
  ;; There must be some. A text that is not found in 64 slots, which only comes of texts made for it, is never noted, and has
  ;; the number 0.
  (func $numberOf
    (param $text i32) (param $end i32) (param $slots i32) (param $mask i32) (param $copy i32) (param $next i32)
    (result i32)
    (local $hash i64) (local $short i32) (local $at i32) (local $slot i32) (local $place i32)
    (local.set $at (local.get $text))
    (loop $words
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (local.set $hash (call $mix (local.get $hash) (i64.load (local.get $at))))
          (local.set $hash (call $mix (local.get $hash) (i64.load offset=8 (local.get $at))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br $words))))
    (local.set $short (i32.wrap_i64 (local.get $hash)))
    (local.set $place (local.get $short))
    (loop $probe
      (local.set $slot
        (i32.add
          (local.get $slots)
          (i32.shl (i32.and (local.get $place) (local.get $mask)) (i32.const 4))))
      (if (i32.load offset=4 (local.get $slot))
        (then
          (if
            (i32.and
              (i32.eq (i32.load (local.get $slot)) (local.get $short))
              (i32.eq (i32.load offset=12 (local.get $slot)) (i32.sub (local.get $end) (local.get $text))))
            (then
              (if (call $isSame (local.get $text) (local.get $end) (i32.load offset=8 (local.get $slot)))
                (then (return (i32.load offset=4 (local.get $slot)))))))
          (local.set $place (i32.add (local.get $place) (i32.const 1)))
          (br_if $probe (i32.lt_u (i32.sub (local.get $place) (local.get $short)) (i32.const 64)))
          (return (i32.const 0)))))
    (i32.store (local.get $slot) (local.get $short))
    (i32.store offset=4 (local.get $slot) (local.get $next))
    (i32.store offset=8 (local.get $slot) (local.get $copy))
    (i32.store offset=12 (local.get $slot) (i32.sub (local.get $end) (local.get $text)))
    (drop (call $copy (local.get $text) (local.get $end) (local.get $copy)))
    (local.get $next))

  ;; What a text knows as white space, of ASCII.
  (func $isSpace (param $byte i32) (result i32)
    (i32.or
      (i32.eq (local.get $byte) (i32.const 0x20))
      (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x09)) (i32.const 5))))

  (func $isAscii (param $byte i32) (result i32)
    (i32.lt_u (local.get $byte) (i32.const 0x80)))

  ;; The next line feed, or the end.
  (func $lineFeed (param $at i32) (param $end i32) (result i32)
    (local $bits i32)
    (block $found
      (loop $next
        (br_if $found (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits
          (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (i8x16.splat (i32.const 0x0a)))))
        (if (local.get $bits)
          (then
            (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $bits))))
            (br $found)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (if (result i32) (i32.lt_u (local.get $at) (local.get $end))
      (then (local.get $at))
      (else (local.get $end))))

  ;; Where `scan` finds the table of keys, room for a shape, slots of shapes (a power of two, less one, is the mask), and
  ;; room for rows.
  (func (export "place")
    (param $keys i32) (param $keysEnd i32) (param $shape i32) (param $slots i32) (param $mask i32)
    (param $rows i32) (param $rowsEnd i32) (param $rowBytes i32)
    (global.set $keys (local.get $keys))
    (global.set $keysEnd (local.get $keysEnd))
    (global.set $shape (local.get $shape))
    (global.set $slots (local.get $slots))
    (global.set $mask (local.get $mask))
    (global.set $rows (local.get $rows))
    (global.set $rowsEnd (local.get $rowsEnd))
    (global.set $rowBytes (local.get $rowBytes)))

  ;; Writes a row for each line that is not blank, up to the end, and returns their number. The first two words of the
  ;; memory tell where to begin and how many lines were before, and are left so that the next call goes on; the third is the
  ;; end of the last shape. Ends early when the rows are full, and after a line of a shape that was never seen, which is noted
  ;; as `next`. A row holds start and end of the line without white space around it, the number of its shape, the number
  ;; of the line, and start and end of what is noted. The number of the shape is 0 where it cannot be told, where the line
  ;; has more bytes than `most`, and where white space beyond ASCII may begin or end it.
  (func (export "scan") (param $end i32) (param $most i32) (param $copy i32) (param $next i32) (result i32)
    (local $at i32) (local $line i32) (local $row i32) (local $lineEnd i32) (local $start i32) (local $stop i32)
    (local $number i32) (local $word i32)
    (local.set $at (i32.load (i32.const 0)))
    (local.set $line (i32.load (i32.const 4)))
    (local.set $row (global.get $rows))
    (block $done
      (loop $lines
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (br_if $done (i32.ge_u (local.get $row) (global.get $rowsEnd)))
        (local.set $lineEnd (call $lineFeed (local.get $at) (local.get $end)))
        (local.set $start (local.get $at))
        (local.set $stop (local.get $lineEnd))
        (block $trimmed
          (loop $trim
            (br_if $trimmed (i32.ge_u (local.get $start) (local.get $stop)))
            (br_if $trimmed (i32.eqz (call $isSpace (i32.load8_u (local.get $start)))))
            (local.set $start (i32.add (local.get $start) (i32.const 1)))
            (br $trim)))
        (block $trimmed
          (loop $trim
            (br_if $trimmed (i32.ge_u (local.get $start) (local.get $stop)))
            (br_if $trimmed (i32.eqz (call $isSpace (i32.load8_u (i32.sub (local.get $stop) (i32.const 1))))))
            (local.set $stop (i32.sub (local.get $stop) (i32.const 1)))
            (br $trim)))
        (local.set $number (i32.const 0))
        (if (i32.lt_u (local.get $start) (local.get $stop))
          (then
            (local.set $word (i32.add (local.get $row) (i32.const 16)))
            (loop $zeros
              (i32.store (local.get $word) (i32.const 0))
              (local.set $word (i32.add (local.get $word) (i32.const 4)))
              (br_if $zeros (i32.lt_u (local.get $word) (i32.add (local.get $row) (global.get $rowBytes)))))
            (if
              (i32.and
                (i32.le_u (i32.sub (local.get $stop) (local.get $start)) (local.get $most))
                (i32.and
                  (call $isAscii (i32.load8_u (local.get $start)))
                  (call $isAscii (i32.load8_u (i32.sub (local.get $stop) (i32.const 1))))))
              (then
                (local.set $word
                  (call $shapeOf
                    (local.get $start)
                    (local.get $stop)
                    (global.get $shape)
                    (global.get $keys)
                    (global.get $keysEnd)
                    (i32.add (local.get $row) (i32.const 16))))
                (if (local.get $word)
                  (then
                    (i32.store (i32.const 8) (local.get $word))
                    (local.set $number
                      (call $numberOf
                        (global.get $shape)
                        (local.get $word)
                        (global.get $slots)
                        (global.get $mask)
                        (local.get $copy)
                        (local.get $next)))))))
            (i32.store (local.get $row) (local.get $start))
            (i32.store offset=4 (local.get $row) (local.get $stop))
            (i32.store offset=8 (local.get $row) (local.get $number))
            (i32.store offset=12 (local.get $row) (i32.add (local.get $line) (i32.const 1)))
            (local.set $row (i32.add (local.get $row) (global.get $rowBytes)))))
        (local.set $line (i32.add (local.get $line) (i32.const 1)))
        (local.set $at (i32.add (local.get $lineEnd) (i32.const 1)))
        (br_if $done (i32.eq (local.get $number) (local.get $next)))
        (br $lines)))
    (i32.store (i32.const 0) (local.get $at))
    (i32.store (i32.const 4) (local.get $line))
    (i32.div_u (i32.sub (local.get $row) (global.get $rows)) (global.get $rowBytes))))
