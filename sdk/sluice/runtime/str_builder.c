#include "str.h"

void slu_builder_start(slu_builder *builder, uint32_t room) {
    builder->text = slu_str_allocate(room, 0);
    builder->size = builder->length = 0;
    builder->failed = !builder->text;
}

char *slu_builder_room(slu_builder *builder, uint64_t size) {
    if (builder->failed)
        return NULL;
    uint64_t needed = builder->size + size;
    if (SLU_UNLIKELY(needed > builder->text->size)) {
        uint64_t doubled = (uint64_t)builder->text->size * 2 + 16;
        slu_str *larger = slu_str_allocate(needed > doubled ? needed : doubled, 0);
        if (!larger) {
            builder->failed = true;
            return NULL;
        }
        slu_copy(larger->data, builder->text->data, builder->size);
        builder->text = larger;
    }
    return builder->text->data + builder->size;
}

void slu_builder_add(slu_builder *builder, const char *data, uint32_t size, uint32_t length) {
    char *to = slu_builder_room(builder, size);
    if (!to)
        return;
    slu_copy(to, data, size);
    builder->size += size;
    builder->length += length;
}

void slu_builder_add_ascii(slu_builder *builder, const char *data, uint32_t size) {
    slu_builder_add(builder, data, size, size);
}

void slu_builder_add_str(slu_builder *builder, const slu_str *str) {
    slu_builder_add(builder, str->data, str->size, str->length);
}

void slu_builder_add_text(slu_builder *builder, const char *text) {
    uint32_t size = (uint32_t)strlen(text);
    slu_builder_add(builder, text, size, slu_count_code_points(text, size));
}

void slu_builder_add_code_point(slu_builder *builder, uint32_t code_point) {
    char *to = slu_builder_room(builder, 4);
    if (!to)
        return;
    builder->size += slu_write_code_point(to, code_point);
    builder->length++;
}

void slu_builder_fill(slu_builder *builder, uint32_t code_point, uint64_t count) {
    uint32_t width = slu_code_point_size(code_point);
    char *to = slu_builder_room(builder, count * width);
    if (!to)
        return;
    for (uint64_t i = 0; i < count; i++)
        slu_write_code_point(to + i * width, code_point);
    builder->size += (uint32_t)count * width;
    builder->length += (uint32_t)count;
}

slu_str *slu_builder_finish(slu_builder *builder) {
    slu_str *text = builder->text;
    if (builder->failed)
        return NULL;
    if (!builder->size)
        return slu_empty_str;
    if (builder->size != text->size)
        slu_shrink(text, (uint32_t)offsetof(slu_str, data) + text->size,
                   (uint32_t)offsetof(slu_str, data) + builder->size);
    text->size = builder->size;
    text->length = builder->length;
    return text;
}
