;; Inner products and squared distances of one vector with each of many: four numbers of single precision at a time,
;; added up in double precision in four sums. The vectors lie one after the other; their size is in bytes and a multiple
;; of 16. The results are doubles, one after the other.
(module
  (memory (export "memory") 1)

  (func $total (param $low v128) (param $high v128) (result f64)
    (local $sums v128)
    (local.set $sums (f64x2.add (local.get $low) (local.get $high)))
    (f64.add (f64x2.extract_lane 0 (local.get $sums)) (f64x2.extract_lane 1 (local.get $sums))))

  (func (export "dots") (param $vector i32) (param $vectors i32) (param $count i32) (param $size i32) (param $into i32)
    (local $at i32) (local $low v128) (local $high v128) (local $x v128) (local $y v128) (local $end i32)
    (local.set $end (i32.add (local.get $into) (i32.shl (local.get $count) (i32.const 3))))
    (block $none
      (br_if $none (i32.eqz (local.get $count)))
      (loop $each
        (local.set $low (v128.const i64x2 0 0))
        (local.set $high (v128.const i64x2 0 0))
        (local.set $at (i32.const 0))
        (loop $numbers
          (local.set $x (v128.load (i32.add (local.get $vector) (local.get $at))))
          (local.set $y (v128.load (i32.add (local.get $vectors) (local.get $at))))
          (local.set $low
            (f64x2.add
              (local.get $low)
              (f64x2.mul (f64x2.promote_low_f32x4 (local.get $x)) (f64x2.promote_low_f32x4 (local.get $y)))))
          (local.set $x (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $x) (local.get $x)))
          (local.set $y (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $y) (local.get $y)))
          (local.set $high
            (f64x2.add
              (local.get $high)
              (f64x2.mul (f64x2.promote_low_f32x4 (local.get $x)) (f64x2.promote_low_f32x4 (local.get $y)))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $numbers (i32.lt_u (local.get $at) (local.get $size))))
        (f64.store (local.get $into) (call $total (local.get $low) (local.get $high)))
        (local.set $vectors (i32.add (local.get $vectors) (local.get $size)))
        (local.set $into (i32.add (local.get $into) (i32.const 8)))
        (br_if $each (i32.lt_u (local.get $into) (local.get $end))))))

  (func (export "squaredDistances")
    (param $vector i32) (param $vectors i32) (param $count i32) (param $size i32) (param $into i32)
    (local $at i32) (local $low v128) (local $high v128) (local $x v128) (local $y v128) (local $end i32)
    (local.set $end (i32.add (local.get $into) (i32.shl (local.get $count) (i32.const 3))))
    (block $none
      (br_if $none (i32.eqz (local.get $count)))
      (loop $each
        (local.set $low (v128.const i64x2 0 0))
        (local.set $high (v128.const i64x2 0 0))
        (local.set $at (i32.const 0))
        (loop $numbers
          (local.set $x (v128.load (i32.add (local.get $vector) (local.get $at))))
          (local.set $y (v128.load (i32.add (local.get $vectors) (local.get $at))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (local.set $low (f64x2.add (local.get $low) (call $squares (local.get $x) (local.get $y))))
          (local.set $high
            (f64x2.add
              (local.get $high)
              (call $squares
                (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $x) (local.get $x))
                (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $y) (local.get $y)))))
          (br_if $numbers (i32.lt_u (local.get $at) (local.get $size))))
        (f64.store (local.get $into) (call $total (local.get $low) (local.get $high)))
        (local.set $vectors (i32.add (local.get $vectors) (local.get $size)))
        (local.set $into (i32.add (local.get $into) (i32.const 8)))
        (br_if $each (i32.lt_u (local.get $into) (local.get $end))))))

  (func $squares (param $x v128) (param $y v128) (result v128)
    (local $difference v128)
    (local.set $difference
      (f64x2.sub (f64x2.promote_low_f32x4 (local.get $x)) (f64x2.promote_low_f32x4 (local.get $y))))
    (f64x2.mul (local.get $difference) (local.get $difference))))
