;; For every relabelling the sum of the rows of the users who move: the inner loops of `moved-sums.ts`, two numbers at a
;; time, added in the same order, so that the results are the same to the last bit.
(module
  (memory (export "memory") 1)

  ;; All 64 sums of some of six rows, one after the other: the bits of a sum's number say which rows it has.
  ;; Rows and table are addresses, width is in bytes and a multiple of 16.
  (func $sumsOfSome (param $table i32) (param $row i32) (param $width i32)
    (local $half i32) (local $end i32) (local $at i32) (local $j i32) (local $bit i32)
    (memory.fill (local.get $table) (i32.const 0) (local.get $width))
    (local.set $half (local.get $width))
    (loop $bits
      (local.set $at (local.get $table))
      (local.set $end (i32.add (local.get $table) (local.get $half)))
      (loop $sums
        (local.set $j (i32.const 0))
        (loop $numbers
          (v128.store
            (i32.add (i32.add (local.get $at) (local.get $half)) (local.get $j))
            (f64x2.add
              (v128.load (i32.add (local.get $at) (local.get $j)))
              (v128.load (i32.add (local.get $row) (local.get $j)))))
          (local.set $j (i32.add (local.get $j) (i32.const 16)))
          (br_if $numbers (i32.lt_u (local.get $j) (local.get $width))))
        (local.set $at (i32.add (local.get $at) (local.get $width)))
        (br_if $sums (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $row (i32.add (local.get $row) (local.get $width)))
      (local.set $half (i32.shl (local.get $half) (i32.const 1)))
      (local.set $bit (i32.add (local.get $bit) (i32.const 1)))
      (br_if $bits (i32.lt_u (local.get $bit) (i32.const 6)))))

  ;; Masks: per group of six users a byte for every relabelling. Groups come four at a time.
  (func (export "movedSums")
    (param $masks i32) (param $relabellings i32) (param $groups i32)
    (param $rows i32) (param $width i32) (param $tables i32) (param $into i32)
    (local $lane i32) (local $group i32) (local $mask i32) (local $end i32) (local $at i32) (local $j i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (memory.fill (local.get $into) (i32.const 0) (i32.mul (local.get $relabellings) (local.get $width)))
    (local.set $lane (i32.shl (local.get $width) (i32.const 6)))
    (loop $fours
      (local.set $j (i32.const 0))
      (loop $lanes
        (call $sumsOfSome
          (i32.add (local.get $tables) (i32.mul (local.get $j) (local.get $lane)))
          (local.get $rows)
          (local.get $width))
        (local.set $rows (i32.add (local.get $rows) (i32.mul (local.get $width) (i32.const 6))))
        (local.set $j (i32.add (local.get $j) (i32.const 1)))
        (br_if $lanes (i32.lt_u (local.get $j) (i32.const 4))))
      (local.set $mask (local.get $masks))
      (local.set $end (i32.add (local.get $masks) (local.get $relabellings)))
      (local.set $at (local.get $into))
      (loop $each
        (local.set $a
          (i32.add (local.get $tables) (i32.mul (i32.load8_u (local.get $mask)) (local.get $width))))
        (local.set $b
          (i32.add
            (i32.add (local.get $tables) (local.get $lane))
            (i32.mul (i32.load8_u (i32.add (local.get $mask) (local.get $relabellings))) (local.get $width))))
        (local.set $c
          (i32.add
            (i32.add (local.get $tables) (i32.shl (local.get $lane) (i32.const 1)))
            (i32.mul
              (i32.load8_u (i32.add (local.get $mask) (i32.shl (local.get $relabellings) (i32.const 1))))
              (local.get $width))))
        (local.set $d
          (i32.add
            (i32.add (local.get $tables) (i32.mul (local.get $lane) (i32.const 3)))
            (i32.mul
              (i32.load8_u (i32.add (local.get $mask) (i32.mul (local.get $relabellings) (i32.const 3))))
              (local.get $width))))
        (local.set $j (i32.const 0))
        (loop $numbers
          (v128.store
            (i32.add (local.get $at) (local.get $j))
            (f64x2.add
              (v128.load (i32.add (local.get $at) (local.get $j)))
              (f64x2.add
                (f64x2.add
                  (v128.load (i32.add (local.get $a) (local.get $j)))
                  (v128.load (i32.add (local.get $b) (local.get $j))))
                (f64x2.add
                  (v128.load (i32.add (local.get $c) (local.get $j)))
                  (v128.load (i32.add (local.get $d) (local.get $j)))))))
          (local.set $j (i32.add (local.get $j) (i32.const 16)))
          (br_if $numbers (i32.lt_u (local.get $j) (local.get $width))))
        (local.set $at (i32.add (local.get $at) (local.get $width)))
        (local.set $mask (i32.add (local.get $mask) (i32.const 1)))
        (br_if $each (i32.lt_u (local.get $mask) (local.get $end))))
      (local.set $masks (i32.add (local.get $masks) (i32.shl (local.get $relabellings) (i32.const 2))))
      (local.set $group (i32.add (local.get $group) (i32.const 4)))
      (br_if $fours (i32.lt_u (local.get $group) (local.get $groups))))))
